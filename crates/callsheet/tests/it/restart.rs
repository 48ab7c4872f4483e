//! Processes die; nobody outside should notice.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustix::process::Signal;

use crate::callsheet::{Folder, get, is_alive, kill, until};

#[test]
fn no_connection_is_refused_while_a_killed_server_comes_back() {
    let folder = Folder::new();
    let up = folder.up(&["--no-worker"]);
    let host = up.host().to_owned();
    let is_over = Arc::new(AtomicBool::new(false));
    let connected = Arc::new(AtomicUsize::new(0));
    let client = std::thread::spawn({
        let (host, is_over, connected) = (host.clone(), is_over.clone(), connected.clone());
        move || {
            while !is_over.load(Ordering::Relaxed) {
                // An answer may be cut off by the kill; a connection may not be refused.
                std::net::TcpStream::connect(&host).expect("a connection is never refused");
                connected.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    for _ in 0..3 {
        let old = until("a server", || up.pid("server_pid"));
        kill(old, Signal::KILL);
        until("another server", || {
            up.pid("server_pid").filter(|pid| *pid != old)
        });
        assert_eq!(get(&host, "/healthz").unwrap(), 200);
    }
    is_over.store(true, Ordering::Relaxed);
    client.join().unwrap();
    assert!(connected.load(Ordering::Relaxed) > 10);
    assert!(is_alive(up.parent_pid()));
    assert_eq!(up.stop().0.code(), Some(0));
}

#[test]
fn a_killed_worker_comes_back() {
    let folder = Folder::new();
    let up = folder.up(&[]);
    let old = until("a worker", || up.pid("worker_pid"));
    kill(old, Signal::KILL);
    until("another worker", || {
        up.pid("worker_pid").filter(|pid| *pid != old)
    });
}

#[test]
fn children_do_not_outlive_a_killed_parent() {
    let folder = Folder::new();
    let mut up = folder.up(&[]);
    let server = up.pid("server_pid").unwrap();
    let worker = until("a worker", || up.pid("worker_pid"));
    let host = up.host().to_owned();
    up.signal(Signal::KILL);
    up.ended();
    // On the same port at once: the new parent waits for the old server to let go.
    let mut command = folder.command(&["up", "--no-worker", "--listen", &host]);
    let again = folder.start(std::mem::replace(&mut command, folder.command(&[])));
    assert_eq!(get(again.host(), "/healthz").unwrap(), 200);
    until("the end of the children", || {
        (!is_alive(server) && !is_alive(worker)).then_some(())
    });
}
