//! Logs on both engines: order, pages, filters, deletion, retention, and what they weigh.

use std::sync::Arc;

use callsheet_store::logs::{Created, Event, FoundEvent, GetEvents, Refusal, StreamOrder, Streams};
use callsheet_store::test_support::{Place, for_each_place};
use callsheet_store::{Error, Logs, Options, StoreUrl};

const NOW_MS: i64 = 1_790_000_000_000;
const DAY_MS: i64 = 86_400_000;
const GROUP: &str = "/farm/queue";

fn open(place: &Place) -> Logs {
    Logs::open(&place.url, &Options::default()).unwrap()
}

fn event(ms: i64, message: impl Into<String>) -> Event {
    Event {
        ms,
        message: message.into(),
    }
}

async fn put(logs: &Logs, stream: &str, events: Vec<Event>) {
    logs.put_events(GROUP, stream, events, NOW_MS)
        .await
        .unwrap();
}

fn ask(stream: &str) -> GetEvents {
    GetEvents {
        group: GROUP.to_owned(),
        stream: stream.to_owned(),
        start_ms: None,
        end_ms: None,
        limit: 10_000,
        from_head: true,
        token: None,
    }
}

fn messages(events: &[FoundEvent]) -> Vec<&str> {
    events.iter().map(|event| event.message.as_str()).collect()
}

/// A stream from one end to the other, and how many pages that took.
async fn read_all(logs: &Logs, mut ask: GetEvents) -> (Vec<FoundEvent>, usize) {
    let (mut events, mut pages) = (Vec::new(), 0);
    loop {
        let page = logs.get_events(&ask).await.unwrap();
        let token = if ask.from_head {
            page.forward_token
        } else {
            page.backward_token
        };
        if ask.token.as_ref() == Some(&token) {
            assert!(
                page.events.is_empty(),
                "at the end, and yet there is something"
            );
            return (events, pages);
        }
        ask.token = Some(token);
        pages += usize::from(!page.events.is_empty());
        if ask.from_head {
            events.extend(page.events);
        } else {
            events.splice(0..0, page.events);
        }
    }
}

/// The group's events that match, and how many pages that took.
async fn filter(
    logs: &Logs,
    streams: Streams,
    limit: usize,
    word: &'static str,
) -> (Vec<FoundEvent>, usize) {
    let (mut events, mut token, mut pages) = (Vec::new(), None::<String>, 0);
    loop {
        let matches = Arc::new(move |message: &str| message.contains(word));
        let found = logs.filter_events(
            GROUP,
            streams.clone(),
            None,
            None,
            limit,
            token.as_deref(),
            matches,
        );
        let (page, next) = found.await.unwrap();
        assert!(page.len() <= limit);
        pages += 1;
        events.extend(page);
        match next {
            Some(next) => token = Some(next),
            None => return (events, pages),
        }
    }
}

#[tokio::test]
async fn what_is_put_is_read_after_a_reopening() {
    for_each_place(async |place| {
        let logs = open(place);
        put(
            &logs,
            "s",
            vec![event(5, "one\0with a NUL"), event(6, "two ☃")],
        )
        .await;
        drop(logs);
        let logs = open(place);
        put(&logs, "s", vec![event(6, "three")]).await;
        let (events, _) = read_all(&logs, ask("s")).await;
        assert_eq!(messages(&events), ["one\0with a NUL", "two ☃", "three"]);
        assert_eq!((events[0].ms, events[0].ingested_ms), (5, NOW_MS));
        let ids: std::collections::HashSet<&str> =
            events.iter().map(|event| event.id.as_str()).collect();
        assert_eq!(ids.len(), 3);
        let (again, _) = read_all(&logs, ask("s")).await;
        assert_eq!(again, events);
    })
    .await;
}

#[tokio::test]
async fn batches_out_of_order_come_out_in_order() {
    for_each_place(async |place| {
        let logs = open(place);
        // Three agents' clocks, and batches of all sizes: some fill several chunks, some a line.
        let mut expected = Vec::new();
        let mut random = 7_u64;
        for batch in 0..120_u64 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695);
            let start = i64::try_from((random >> 33) % 5_000).unwrap();
            let size = if batch % 20 == 0 { 900 } else { random >> 60 };
            let events: Vec<Event> = (0..i64::try_from(size).unwrap())
                .map(|line| {
                    event(
                        start + line / 3,
                        format!("{batch}-{line} {}", "x".repeat(150)),
                    )
                })
                .collect();
            expected.extend(events.clone());
            put(&logs, "s", events).await;
        }
        expected.sort_by_key(|event| event.ms);
        for (limit, from_head) in [(10_000, true), (7, true), (500, false), (10_000, false)] {
            let (events, pages) = read_all(
                &logs,
                GetEvents {
                    limit,
                    from_head,
                    ..ask("s")
                },
            )
            .await;
            let events: Vec<Event> = events
                .into_iter()
                .map(|found| event(found.ms, found.message))
                .collect();
            assert!(
                events == expected,
                "limit {limit}, from the head: {from_head}"
            );
            // And no page is shorter than it must be.
            let bytes: usize = events.iter().map(|event| event.message.len()).sum();
            let fewest = (events.len().div_ceil(limit)).max(bytes.div_ceil(1 << 20));
            assert!(pages <= fewest + 1, "{pages} pages, {fewest} would do");
        }
        let (events, _) = filter(&logs, Streams::All, 333, "").await;
        let events: Vec<Event> = events
            .into_iter()
            .map(|found| event(found.ms, found.message))
            .collect();
        assert!(events == expected, "filtered");
        // Times bound a page at both ends.
        let window = GetEvents {
            start_ms: Some(1000),
            end_ms: Some(1100),
            ..ask("s")
        };
        let (events, _) = read_all(&logs, window).await;
        let inside = expected
            .iter()
            .filter(|event| (1000..1100).contains(&event.ms));
        assert_eq!(events.len(), inside.count());
    })
    .await;
}

#[tokio::test]
async fn a_reader_at_the_end_waits_there_for_more() {
    for_each_place(async |place| {
        let logs = open(place);
        logs.create_group(GROUP, NOW_MS).await.unwrap();
        logs.create_stream(GROUP, "s", NOW_MS).await.unwrap();
        for from_head in [true, false] {
            let empty = logs
                .get_events(&GetEvents {
                    from_head,
                    ..ask("s")
                })
                .await
                .unwrap();
            assert!(empty.events.is_empty());
            let token = Some(empty.forward_token.clone());
            let still = logs
                .get_events(&GetEvents { token, ..ask("s") })
                .await
                .unwrap();
            assert_eq!(still.forward_token, empty.forward_token);
        }
        let start = logs.get_events(&ask("s")).await.unwrap();
        put(&logs, "s", vec![event(5, "one")]).await;
        let token = Some(start.forward_token);
        let page = logs
            .get_events(&GetEvents { token, ..ask("s") })
            .await
            .unwrap();
        assert_eq!(messages(&page.events), ["one"]);
        // The same millisecond, later: still behind what was seen.
        put(&logs, "s", vec![event(5, "two")]).await;
        let token = Some(page.forward_token);
        let page = logs
            .get_events(&GetEvents { token, ..ask("s") })
            .await
            .unwrap();
        assert_eq!(messages(&page.events), ["two"]);
        let token = Some(page.backward_token);
        let page = logs
            .get_events(&GetEvents { token, ..ask("s") })
            .await
            .unwrap();
        assert_eq!(messages(&page.events), ["one"]);
    })
    .await;
}

#[tokio::test]
async fn the_newest_come_first_without_a_token() {
    for_each_place(async |place| {
        let logs = open(place);
        put(
            &logs,
            "s",
            (0..10).map(|n| event(n, n.to_string())).collect(),
        )
        .await;
        let newest = GetEvents {
            limit: 3,
            from_head: false,
            ..ask("s")
        };
        let page = logs.get_events(&newest).await.unwrap();
        assert_eq!(messages(&page.events), ["7", "8", "9"]);
        let (all, pages) = read_all(&logs, newest).await;
        assert_eq!((all.len(), pages), (10, 4));
    })
    .await;
}

#[tokio::test]
async fn tokens_lead_nowhere_else() {
    for_each_place(async |place| {
        let logs = open(place);
        put(&logs, "a", vec![event(1, "a")]).await;
        put(&logs, "b", vec![event(1, "b")]).await;
        let token = logs.get_events(&ask("a")).await.unwrap().forward_token;
        for token in [token, "nonsense".to_owned(), "f/1".to_owned()] {
            let other = GetEvents {
                token: Some(token),
                ..ask("b")
            };
            assert_eq!(logs.get_events(&other).await, Err(Refusal::BadToken));
        }
        let missing = logs.get_events(&ask("c")).await;
        assert_eq!(missing, Err(Refusal::NoSuchStream));
        let missing = GetEvents {
            group: "other".to_owned(),
            ..ask("a")
        };
        assert_eq!(logs.get_events(&missing).await, Err(Refusal::NoSuchGroup));
        let any = Arc::new(|_: &str| true);
        let found = logs
            .filter_events(GROUP, Streams::All, None, None, 1, Some("g/x"), any)
            .await;
        assert_eq!(found, Err(Refusal::BadToken));
        let listed = logs.describe_groups(None, Some("x"), 1).await;
        assert_eq!(listed, Err(Refusal::BadToken));
    })
    .await;
}

#[tokio::test]
async fn pages_end_before_they_weigh_too_much() {
    for_each_place(async |place| {
        let logs = open(place);
        let heavy = "x".repeat(200_000);
        for n in 0..12 {
            put(&logs, "s", vec![event(n, heavy.clone())]).await;
        }
        let page = logs.get_events(&ask("s")).await.unwrap();
        assert_eq!(page.events.len(), 5);
        let (all, pages) = read_all(&logs, ask("s")).await;
        assert_eq!((all.len(), pages), (12, 3));
        let (all, pages) = filter(&logs, Streams::All, 10_000, "").await;
        assert_eq!((all.len(), pages), (12, 3));
    })
    .await;
}

#[tokio::test]
async fn a_filter_merges_streams_by_time() {
    for_each_place(async |place| {
        let logs = open(place);
        for n in 0..200_i64 {
            let stream = ["a", "b", "c"][usize::try_from(n % 3).unwrap()];
            let word = if n % 10 == 0 { "ERROR" } else { "fine" };
            put(&logs, stream, vec![event(n / 2, format!("{n} {word}"))]).await;
        }
        let (all, _) = filter(&logs, Streams::All, 7, "").await;
        assert_eq!(all.len(), 200);
        assert!(all.is_sorted_by_key(|event| event.ms));
        let (errors, pages) = filter(&logs, Streams::All, 6, "ERROR").await;
        let numbers: Vec<i64> = errors
            .iter()
            .map(|event| event.message.split(' ').next().unwrap().parse().unwrap())
            .collect();
        assert_eq!(numbers, (0..200).step_by(10).collect::<Vec<i64>>());
        assert!(pages >= 4, "{pages}");
        let named = Streams::Named(vec!["b".to_owned(), "missing".to_owned()]);
        let (of_b, _) = filter(&logs, named, 1000, "").await;
        assert_eq!(of_b.len(), 67);
        assert!(of_b.iter().all(|event| event.stream == "b"));
        let (prefixed, _) = filter(&logs, Streams::Prefixed("c".to_owned()), 1000, "").await;
        assert_eq!(prefixed.len(), 66);
        let any = Arc::new(|_: &str| true);
        let window = logs.filter_events(GROUP, Streams::All, Some(10), Some(12), 100, None, any);
        let (window, next) = window.await.unwrap();
        let times: Vec<i64> = window.iter().map(|event| event.ms).collect();
        assert_eq!((times, next), (vec![10, 10, 11, 11], None));
    })
    .await;
}

#[tokio::test]
async fn a_filter_that_finds_nothing_for_long_still_ends_its_pages() {
    let place = Place::sqlite();
    let logs = open(&place);
    // More chunks than one page unpacks.
    for n in 0..70 {
        let line = format!("{n} {}", "y".repeat(99_000));
        put(
            &logs,
            "s",
            (0..10).map(|m| event(n * 10 + m, line.clone())).collect(),
        )
        .await;
    }
    let (found, pages) = filter(&logs, Streams::All, 10, "69 y").await;
    assert_eq!((found.len(), pages), (10, 2));
}

#[tokio::test]
async fn groups_and_streams_are_made_listed_and_deleted() {
    for_each_place(async |place| {
        let logs = open(place);
        assert_eq!(
            logs.create_stream(GROUP, "s", 1).await,
            Err(Refusal::NoSuchGroup)
        );
        assert_eq!(logs.create_group(GROUP, 1).await, Ok(Created::New));
        assert_eq!(logs.create_group(GROUP, 2).await, Ok(Created::Existed));
        assert_eq!(logs.create_stream(GROUP, "s", 3).await, Ok(Created::New));
        assert_eq!(
            logs.create_stream(GROUP, "s", 4).await,
            Ok(Created::Existed)
        );
        let streams = logs
            .describe_streams(GROUP, None, StreamOrder::Name, false, None, 50)
            .await;
        let (streams, _) = streams.unwrap();
        assert_eq!(
            (streams[0].created_at_ms, streams[0].last_event_at_ms),
            (3, None)
        );

        put(&logs, "s", vec![event(5, "x"), event(9, "y")]).await;
        let (streams, _) = logs
            .describe_streams(GROUP, None, StreamOrder::Name, false, None, 50)
            .await
            .unwrap();
        assert_eq!(streams[0].first_event_at_ms, Some(5));
        assert_eq!(streams[0].last_event_at_ms, Some(9));
        assert_eq!(streams[0].last_ingested_at_ms, Some(NOW_MS));
        let (groups, _) = logs.describe_groups(None, None, 50).await.unwrap();
        assert!(groups[0].stored_bytes > 0);

        logs.delete_stream(GROUP, "s").await.unwrap();
        assert_eq!(
            logs.delete_stream(GROUP, "s").await,
            Err(Refusal::NoSuchStream)
        );
        assert_eq!(logs.get_events(&ask("s")).await, Err(Refusal::NoSuchStream));
        let (groups, _) = logs.describe_groups(None, None, 50).await.unwrap();
        assert_eq!(groups[0].stored_bytes, 0);
        // A new stream of the old name starts anew.
        put(&logs, "s", vec![event(7, "new")]).await;
        assert_eq!(messages(&read_all(&logs, ask("s")).await.0), ["new"]);

        logs.delete_group(GROUP).await.unwrap();
        assert_eq!(logs.delete_group(GROUP).await, Err(Refusal::NoSuchGroup));
        assert_eq!(logs.get_events(&ask("s")).await, Err(Refusal::NoSuchGroup));
        assert_eq!(
            logs.describe_groups(None, None, 50).await.unwrap(),
            (vec![], None)
        );
        put(&logs, "s", vec![event(8, "newer")]).await;
        assert_eq!(messages(&read_all(&logs, ask("s")).await.0), ["newer"]);
    })
    .await;
}

#[tokio::test]
async fn lists_are_paged_in_every_order() {
    for_each_place(async |place| {
        let logs = open(place);
        for n in 0..5_i64 {
            put(&logs, &format!("s{n}"), vec![event((n * 3) % 5, "x")]).await;
            logs.create_group(&format!("other-{n}"), NOW_MS)
                .await
                .unwrap();
        }
        logs.create_stream(GROUP, "t", NOW_MS).await.unwrap();
        for (order, descending, expected) in [
            (StreamOrder::Name, false, "s0 s1 s2 s3 s4 t"),
            (StreamOrder::Name, true, "t s4 s3 s2 s1 s0"),
            (StreamOrder::LastEvent, false, "t s0 s2 s4 s1 s3"),
            (StreamOrder::LastEvent, true, "s3 s1 s4 s2 s0 t"),
        ] {
            let (mut names, mut token) = (Vec::new(), None::<String>);
            loop {
                let page =
                    logs.describe_streams(GROUP, None, order, descending, token.as_deref(), 2);
                let (streams, next) = page.await.unwrap();
                names.extend(streams.into_iter().map(|stream| stream.name));
                token = next;
                if token.is_none() {
                    break;
                }
            }
            assert_eq!(names.join(" "), expected);
        }
        let page = logs
            .describe_streams(GROUP, Some("t"), StreamOrder::Name, false, None, 9)
            .await;
        assert_eq!(page.unwrap().0.len(), 1);
        let (first, token) = logs.describe_groups(Some("other-"), None, 3).await.unwrap();
        let (rest, end) = logs
            .describe_groups(Some("other-"), token.as_deref(), 3)
            .await
            .unwrap();
        assert_eq!((first.len(), rest.len(), end), (3, 2, None));
    })
    .await;
}

#[tokio::test]
async fn retention_drops_what_is_too_old() {
    for_each_place(async |place| {
        let logs = open(place);
        // Two chunks: a large old one, and a new one.
        let old = "x".repeat(100_000);
        put(&logs, "s", vec![event(NOW_MS - 5 * DAY_MS, old)]).await;
        put(&logs, "s", vec![event(NOW_MS, "new")]).await;
        assert_eq!(logs.sweep(NOW_MS).await, Ok(0));
        assert_eq!(logs.retention_days(GROUP).await, Ok(None));
        logs.set_retention(GROUP, Some(3)).await.unwrap();
        assert_eq!(logs.retention_days(GROUP).await, Ok(Some(3)));
        assert_eq!(logs.sweep(NOW_MS).await, Ok(1));
        assert_eq!(messages(&read_all(&logs, ask("s")).await.0), ["new"]);
        logs.set_retention(GROUP, None).await.unwrap();
        assert_eq!(logs.sweep(NOW_MS + 100 * DAY_MS).await, Ok(0));
        assert_eq!(
            logs.set_retention("other", None).await,
            Err(Refusal::NoSuchGroup)
        );
        assert_eq!(logs.retention_days("other").await, Ok(None));
    })
    .await;
}

#[tokio::test]
async fn many_writers_of_one_stream_lose_nothing() {
    for_each_place(async |place| {
        let logs = open(place);
        let mut running = Vec::new();
        for writer in 0..8_i64 {
            let logs = logs.clone();
            running.push(tokio::spawn(async move {
                for n in 0..20 {
                    put(&logs, "s", vec![event(n, format!("{writer} {n}"))]).await;
                }
            }));
        }
        for one in running {
            one.await.unwrap();
        }
        let (events, _) = read_all(
            &logs,
            GetEvents {
                limit: 9,
                ..ask("s")
            },
        )
        .await;
        let distinct: std::collections::HashSet<&str> =
            events.iter().map(|event| event.message.as_str()).collect();
        assert_eq!((events.len(), distinct.len()), (160, 160));
        assert!(events.is_sorted_by_key(|event| event.ms));
    })
    .await;
}

#[tokio::test]
async fn lines_are_packed_and_small_batches_share_chunks() {
    let place = Place::sqlite();
    let StoreUrl::Sqlite(path) = &place.url else {
        unreachable!()
    };
    let logs = open(&place);
    let line = |n: i64| {
        event(
            n,
            format!("Fra:{n} Mem:182.51M | Time:00:12.34 | Rendering sample"),
        )
    };
    for batch in 0..1000 {
        put(
            &logs,
            "s",
            (batch * 20..batch * 20 + 20).map(line).collect(),
        )
        .await;
    }
    let (events, _) = read_all(&logs, ask("s")).await;
    assert_eq!(events.len(), 20_000);
    let plain: usize = events.iter().map(|event| event.message.len()).sum();
    drop(logs);
    let file = path.with_file_name("logs.db");
    let kept = usize::try_from(std::fs::metadata(file).unwrap().len()).unwrap();
    assert!(kept * 3 < plain, "{plain} bytes of lines take {kept}");
}

#[tokio::test]
async fn a_full_disk_refuses_logs_and_passes_when_some_go() {
    let place = Place::sqlite();
    let options = Options {
        max_pages: Some(100),
        ..Options::default()
    };
    let logs = Logs::open(&place.url, &options).unwrap();
    put(&logs, "keep", vec![event(1, "kept")]).await;
    let mut random = 1_u64;
    let mut noise = || -> String {
        let mut letter = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            char::from(b'!' + u8::try_from(random % 90).unwrap())
        };
        (0..20_000).map(|_| letter()).collect()
    };
    let full = loop {
        let put = logs
            .put_events(GROUP, "s", vec![event(1, noise())], NOW_MS)
            .await;
        if let Err(error) = put {
            break error;
        }
    };
    assert_eq!(full, Error::Full);
    assert_eq!(messages(&read_all(&logs, ask("keep")).await.0), ["kept"]);
    logs.delete_stream(GROUP, "s").await.unwrap();
    put(&logs, "s", vec![event(1, noise())]).await;
}
