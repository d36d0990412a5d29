//! How much of an answer is held for readers who do not read.

use super::*;
use crate::clock::Clock;
use crate::config::{Abort, CacheConfig};
use crate::ephemeral::Memory;
use crate::gateway::attempt::Books;
use crate::gateway::cache::Cache;
use crate::gateway::{CacheUse, Call, Sent};
use crate::ledger::Hold;
use crate::provider::{EventStream, Options};
use crate::store::OpenCall;
use crate::testing::{House, house};
use crate::types::{CallId, Finish, LlmName, Purpose};
use futures::StreamExt;
use futures::stream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::task::JoinHandle;

const PIECE: usize = 1_000;
/// Pieces that fill the room, about.
const FULL: usize = ROOM / PIECE;

struct Flown {
    house: House,
    flights: Arc<Flights>,
    cache: Cache,
    call: Call,
    /// Pieces that were read from the provider.
    read: Arc<AtomicUsize>,
    /// Seconds, if not as long as usual.
    held_for: Option<i64>,
    abort: Abort,
}

impl Flown {
    async fn new(cache: CacheUse) -> Self {
        let house = house().await;
        let clock = house.tollgate.clock.clone();
        let call = Call {
            id: CallId::new(),
            purpose: Purpose::Api,
            answer: None,
            cache,
            llm: LlmName("echo".into()),
            messages: Vec::new(),
            max_tokens: 1,
            at_least: None,
            options: Options::default(),
        };
        let memory = Arc::new(Memory::new(1 << 20));
        Self {
            cache: Cache::new(memory, CacheConfig::default(), clock),
            house,
            flights: Arc::default(),
            call,
            read: Arc::default(),
            held_for: None,
            abort: Abort::Cancel,
        }
    }

    fn seat(&self) -> (Seat, Option<Crew>) {
        let key = self
            .cache
            .key(&self.house.caller, "lab/m", &self.call, &secrets());
        self.flights.board(key, self.call.cache, &secrets())
    }

    /// So many pieces, as fast as they are read.
    fn pieces(&self, count: usize) -> EventStream {
        let read = self.read.clone();
        let pieces = stream::iter(0..count).map(move |_| {
            read.fetch_add(1, Ordering::SeqCst);
            Event::Delta("x".repeat(PIECE))
        });
        let end = Event::Finished(Finish::Stop);
        pieces.chain(stream::iter([end])).boxed()
    }

    async fn fly(&self, crew: Crew, events: EventStream) -> JoinHandle<()> {
        let clock = self.house.tollgate.clock.clone();
        let (gateway, caller) = (&self.house.tollgate.gateway, &self.house.caller);
        let admitted = gateway.admit(caller, self.call.clone()).await.unwrap();
        let hold = match self.held_for {
            None => admitted.permit.hold,
            Some(seconds) => {
                let call = OpenCall {
                    expires_at: clock.now().plus_seconds(seconds),
                    ..admitted.permit.hold.call().clone()
                };
                admitted.permit.hold.ended();
                Arc::new(Hold::of(self.house.tollgate.store.clone(), call))
            }
        };
        let mut open = Open::new(gateway.till(), hold, None);
        open.sent_to("Lab");
        let (cache, abort) = (self.cache.clone(), self.abort);
        let sent = Sent {
            open,
            events,
            abort,
        };
        tokio::spawn(async move { crew.fly(sent, &cache, &clock).await })
    }

    /// Waits until no more is read.
    async fn at_rest(&self) -> usize {
        let mut before = usize::MAX;
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let read = self.read.load(Ordering::SeqCst);
            if read == before {
                return read;
            }
            before = read;
        }
    }
}

fn secrets() -> Rules {
    Rules::new(&[]).unwrap()
}

async fn read(seat: &mut Seat, pieces: usize) {
    let mut seen = 0;
    while seen < pieces {
        match seat.next().await.unwrap() {
            Event::Delta(_) => seen += 1,
            other => panic!("{other:?} after {seen}"),
        }
    }
}

#[tokio::test]
async fn nothing_is_read_ahead_of_readers_beyond_the_room() {
    for cache in [CacheUse::Never, CacheUse::Full] {
        let flown = Flown::new(cache).await;
        let (mut seat, crew) = flown.seat();
        let crew = flown.fly(crew.unwrap(), flown.pieces(10 * FULL)).await;
        let ahead = flown.at_rest().await;
        assert!((FULL / 2..=FULL + 2).contains(&ahead), "{ahead}");
        read(&mut seat, FULL).await;
        let further = flown.at_rest().await;
        assert!((FULL..=2 * FULL + 2).contains(&further), "{further}");
        assert!(further > ahead);
        read(&mut seat, 9 * FULL).await;
        assert_eq!(seat.next().await, Some(Event::Finished(Finish::Stop)));
        assert_eq!(seat.next().await, None);
        drop(seat);
        crew.await.unwrap();
    }
}

#[tokio::test]
async fn what_has_grown_too_large_is_neither_joined_nor_kept() {
    let flown = Flown::new(CacheUse::Full).await;
    let (mut seat, crew) = flown.seat();
    let crew = flown.fly(crew.unwrap(), flown.pieces(2 * FULL)).await;
    flown.at_rest().await;
    let another = flown.seat();
    assert!(another.1.is_some());
    drop(another);
    read(&mut seat, 2 * FULL).await;
    assert_eq!(seat.next().await, Some(Event::Finished(Finish::Stop)));
    drop(seat);
    crew.await.unwrap();
    let key = flown
        .cache
        .key(&flown.house.caller, "lab/m", &flown.call, &secrets());
    assert_eq!(flown.cache.find(&key).await, None);
    assert!(flown.flights.is_empty());
}

#[tokio::test]
async fn who_is_slow_is_waited_for_and_then_left_behind() {
    let flown = Flown::new(CacheUse::Full).await;
    let clock: Clock = flown.house.tollgate.clock.clone();
    let (mut quick, crew) = flown.seat();
    let (mut slow, none) = flown.seat();
    assert!(none.is_none());
    let crew = flown.fly(crew.unwrap(), flown.pieces(4 * FULL)).await;
    // All that fits is read by the quick one, who then waits for the slow one.
    let mut seen = 0;
    let quiet = Duration::from_millis(300);
    while let Ok(Some(_)) = tokio::time::timeout(quiet, quick.next()).await {
        seen += 1;
    }
    assert!((FULL / 2..=FULL + 2).contains(&seen), "{seen}");
    let looked_at = Duration::from_millis(1_500);
    loop {
        clock.advance_seconds(31);
        match tokio::time::timeout(looked_at, quick.next()).await {
            Ok(Some(Event::Delta(_))) => break,
            Ok(other) => panic!("{other:?}"),
            Err(_not_yet) => {}
        }
    }
    read(&mut quick, 4 * FULL - seen - 1).await;
    assert_eq!(quick.next().await, Some(Event::Finished(Finish::Stop)));
    assert!(matches!(slow.next().await, Some(Event::Failed(_))));
    assert_eq!(slow.next().await, None);
    drop((quick, slow));
    crew.await.unwrap();
}

#[tokio::test]
async fn a_crew_that_breaks_leaves_nobody_waiting() {
    let flown = Flown::new(CacheUse::Full).await;
    let (mut seat, crew) = flown.seat();
    drop(crew);
    assert!(seat.takeoff().await.is_err());
    let (_, crew) = flown.seat();
    assert!(crew.is_some(), "the next one tries anew");
}

#[tokio::test]
async fn who_reads_on_until_the_hold_expires_reads_no_more_and_pays() {
    let mut flown = Flown::new(CacheUse::Never).await;
    flown.held_for = Some(32);
    let (mut seat, crew) = flown.seat();
    let crew = flown.fly(crew.unwrap(), flown.pieces(100)).await;
    let mut pieces = 0;
    while let Some(Event::Delta(_)) = seat.next().await {
        pieces += 1;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!((1..100).contains(&pieces), "{pieces}");
    crew.await.unwrap();
    let store = &flown.house.tollgate.store;
    while !store.open_calls().await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let charges = store.charges_of(flown.house.caller.id()).await.unwrap();
    assert_eq!(charges.len(), 1);
    assert!(charges[0].usage.tokens.output > 0);
}

#[tokio::test]
async fn what_nobody_reads_is_drained_in_little_room_where_that_is_the_rule() {
    for (cache, abort) in [
        (CacheUse::Never, Abort::Drain),
        (CacheUse::Full, Abort::Drain),
        (CacheUse::Never, Abort::Cancel),
    ] {
        let mut flown = Flown::new(cache).await;
        flown.abort = abort;
        let (mut seat, crew) = flown.seat();
        let crew = flown.fly(crew.unwrap(), flown.pieces(10 * FULL)).await;
        read(&mut seat, 1).await;
        drop(seat);
        crew.await.unwrap();
        let all = flown.read.load(Ordering::SeqCst) == 10 * FULL;
        assert_eq!(all, abort == Abort::Drain);
        assert!(flown.flights.is_empty());
    }
}

#[tokio::test]
async fn what_is_drained_ends_before_its_hold_expires() {
    let mut flown = Flown::new(CacheUse::Never).await;
    (flown.held_for, flown.abort) = (Some(32), Abort::Drain);
    let (mut seat, crew) = flown.seat();
    let endless = flown.pieces(1).take(1).chain(stream::pending()).boxed();
    let crew = flown.fly(crew.unwrap(), endless).await;
    read(&mut seat, 1).await;
    drop(seat);
    crew.await.unwrap();
    let store = &flown.house.tollgate.store;
    while !store.open_calls().await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let charges = store.charges_of(flown.house.caller.id()).await.unwrap();
    assert_eq!(charges[0].outcome, crate::types::Outcome::Abandoned);
}
