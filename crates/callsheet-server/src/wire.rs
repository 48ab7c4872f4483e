//! What a connection is made of: a socket, perhaps with TLS on it.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::server::TlsStream;

use crate::tls::HTTP_2;

/// Who does not take a last word by then goes without.
const LAST_WORD: Duration = Duration::from_secs(1);

pub(crate) enum Wire {
    Plain(TcpStream),
    /// It keeps the buffers of its own that TLS needs, where a plain one at rest keeps nothing.
    Tls(Box<TlsStream<TcpStream>>),
}

impl Wire {
    /// Who is at the other end.
    pub fn peer(&self) -> Option<IpAddr> {
        let stream = match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
        };
        stream.peer_addr().ok().map(|address| address.ip())
    }

    /// Waits for more, with nothing set aside for it. What had to be read for that, which is nothing
    /// where the socket itself can say so.
    pub async fn more(&mut self) -> io::Result<Bytes> {
        match self {
            Self::Plain(stream) => stream.readable().await.map(|()| Bytes::new()),
            Self::Tls(stream) => {
                let first = stream.read_u8().await?;
                Ok(Bytes::copy_from_slice(&[first]))
            }
        }
    }

    /// What both sides agreed on in a handshake; nothing where there was none.
    pub fn agreed_on_http_2(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Tls(stream) => stream.get_ref().1.alpn_protocol() == Some(HTTP_2),
        }
    }

    /// Says goodbye where that is a part of the protocol: otherwise an end could be somebody's who
    /// cut the wire.
    pub async fn close(self) {
        match self {
            Self::Plain(_) => {}
            Self::Tls(mut stream) => drop(timeout(LAST_WORD, stream.shutdown()).await),
        }
    }
}

trait Stream: AsyncRead + AsyncWrite {}

impl<S: AsyncRead + AsyncWrite> Stream for S {}

impl Wire {
    fn stream(self: Pin<&mut Self>) -> Pin<&mut dyn Stream> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::<&mut TcpStream>::new(stream),
            Self::Tls(stream) => Pin::<&mut TlsStream<_>>::new(stream),
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream().poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write_vectored(cx, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_shutdown(cx)
    }
}
