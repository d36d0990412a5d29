//! The ledger as a whole, against a model that fits on a screen: any sequence of holds, charges, releases, expiries,
//! top-ups, changes of limits and steps of the clock leads both to the same answers.

use super::{Calendar, Window, Zone};
use crate::store::contract::given::{NOW, S, admin, charge, limited, open_call};
use crate::store::{self, Admission, Ask, Held, OpenCall};
use crate::types::{AccountId, CallId, Limit, Limits, NanoDollars, Price, Timestamp, TopUpId};
use proptest::prelude::*;

/// A nano-dollar for each token.
const PRICE: Price = Price {
    input: NanoDollars(1_000_000),
    cached_input: NanoDollars(0),
    cache_write: NanoDollars(0),
    output: NanoDollars(1_000_000),
};

#[derive(Clone, Debug)]
enum Step {
    Hold {
        prompt: u64,
        output: u64,
        is_request: bool,
    },
    /// Settles one of the open calls with so many hundredths of what it holds.
    Charge {
        which: usize,
        hundredths: i64,
    },
    Release {
        which: usize,
    },
    TopUp(i64),
    Cap(Option<i64>),
    Limits(Limits),
    /// Moves the clock by so many minutes, also back.
    Clock(i64),
}

/// What the ledger must know: all that was settled, and what is held.
struct Model {
    limits: Limits,
    cap: Option<i64>,
    open: Vec<Open>,
    charges: Vec<(Timestamp, [i64; 3])>,
    top_ups: Vec<(Timestamp, i64)>,
    now: Timestamp,
}

struct Open {
    call: OpenCall,
    expired: bool,
}

impl Model {
    /// Requests, tokens and money of a window: settled, and held.
    fn used(&self, window: Window) -> ([i64; 3], [i64; 3]) {
        let mut sums = ([0; 3], [0; 3]);
        for (at, used) in self.charges.iter().filter(|(at, _)| window.holds(*at)) {
            let _ = at;
            (0..3).for_each(|n| sums.0[n] += used[n]);
        }
        let live = self.open.iter().filter(|open| !open.expired);
        for open in live.filter(|open| window.holds(open.call.started_at)) {
            let used = used_by(&open.call);
            (0..3).for_each(|n| sums.1[n] += used[n]);
        }
        sums
    }

    /// Each limit: how much there is, what is settled and what is held.
    fn standing(&self) -> Vec<(Limit, i64, i64, i64)> {
        let windows = Calendar::of(Zone::utc()).windows(self.now);
        let ever = Window {
            start: Timestamp(i64::MIN),
            end: Timestamp(i64::MAX),
        };
        let given = |window: Window| -> i64 {
            let given = self.top_ups.iter().filter(|(at, _)| window.holds(*at));
            given.map(|(_, amount)| amount).sum()
        };
        let daily = self
            .limits
            .daily_budget
            .map(|most| most.0 + given(windows.day));
        let daily = [daily, self.cap].into_iter().flatten().min();
        let monthly = self
            .limits
            .monthly_budget
            .map(|most| most.0 + given(windows.month));
        let all = [
            (
                Limit::RequestsPerHour,
                self.limits.requests_per_hour.map(i64::from),
                windows.hour,
                0,
            ),
            (Limit::AtOnce, self.limits.at_once.map(i64::from), ever, 0),
            (
                Limit::TokensPerDay,
                self.limits.tokens_per_day.map(|most| most as i64),
                windows.day,
                1,
            ),
            (Limit::DailyBudget, daily, windows.day, 2),
            (Limit::MonthlyBudget, monthly, windows.month, 2),
        ];
        let standing = all.into_iter().filter_map(|(limit, most, window, unit)| {
            let (settled, held) = self.used(window);
            let settled = if limit == Limit::AtOnce {
                0
            } else {
                settled[unit]
            };
            Some((limit, most?, settled, held[unit]))
        });
        standing.collect()
    }

    fn fits(&self, call: &OpenCall) -> bool {
        let wanted = used_by(call);
        self.standing()
            .into_iter()
            .all(|(limit, most, settled, held)| {
                let wanted = match limit {
                    Limit::RequestsPerHour | Limit::AtOnce => wanted[0],
                    Limit::TokensPerDay => wanted[1],
                    Limit::DailyBudget | Limit::MonthlyBudget => wanted[2],
                };
                wanted == 0 || settled + held + wanted <= most
            })
    }
}

fn used_by(call: &OpenCall) -> [i64; 3] {
    let tokens = i64::try_from(call.held.total()).unwrap();
    [call.requests.into(), tokens, call.amount().0]
}

fn step() -> impl Strategy<Value = Step> {
    let limits = (
        proptest::option::of(0..12u32),
        proptest::option::of(0..5u32),
        proptest::option::of(0..4_000u64),
        proptest::option::of(0..3_000i64),
        proptest::option::of(0..20_000i64),
    );
    prop_oneof![
        8 => (0..300u64, 0..300u64, any::<bool>()).prop_map(|(prompt, output, is_request)| {
            Step::Hold { prompt, output, is_request }
        }),
        5 => (any::<usize>(), 0..=100i64)
            .prop_map(|(which, hundredths)| Step::Charge { which, hundredths }),
        2 => any::<usize>().prop_map(|which| Step::Release { which }),
        1 => (1..500i64).prop_map(Step::TopUp),
        1 => proptest::option::of(0..2_000i64).prop_map(Step::Cap),
        1 => limits.prop_map(|(requests_per_hour, at_once, tokens_per_day, daily, monthly)| {
            Step::Limits(Limits {
                requests_per_hour,
                at_once,
                tokens_per_day,
                daily_budget: daily.map(NanoDollars),
                monthly_budget: monthly.map(NanoDollars),
            })
        }),
        3 => (-100..2_000i64).prop_map(Step::Clock),
    ]
}

/// An account in both worlds.
struct Twins {
    store: S,
    account: AccountId,
    root: AccountId,
    model: Model,
}

impl Twins {
    async fn take(&mut self, step: Step) {
        match step {
            Step::Hold {
                prompt,
                output,
                is_request,
            } => self.hold(prompt, output, is_request).await,
            Step::Charge { which, hundredths } => self.charge(which, hundredths).await,
            Step::Release { which } => {
                if let Some(open) = self.close(which) {
                    self.store.release(&[open.call.id]).await.unwrap();
                }
            }
            Step::TopUp(amount) => {
                let now = self.model.now;
                let given = NanoDollars(amount);
                let given = self
                    .store
                    .top_up(TopUpId::new(), self.account, given, self.root, now);
                assert!(given.await.unwrap());
                self.model.top_ups.push((now, amount));
            }
            Step::Cap(cap) => {
                let set = self.store.set_daily_cap(self.account, cap.map(NanoDollars));
                assert!(set.await.unwrap());
                self.model.cap = cap;
            }
            Step::Limits(limits) => {
                assert!(
                    self.store
                        .set_own_limits(self.account, &limits, None, Timestamp(0))
                        .await
                        .unwrap()
                );
                // Where they say nothing the tier counts, which allows everything.
                self.model.limits = limits;
            }
            Step::Clock(minutes) => self.model.now = self.model.now.plus_seconds(minutes * 60),
        }
    }

    async fn hold(&mut self, prompt: u64, output: u64, is_request: bool) {
        let now = self.model.now;
        for open in &mut self.model.open {
            open.expired |= open.call.expires_at <= now;
        }
        let call = OpenCall {
            price: PRICE,
            requests: is_request.into(),
            held: Held { prompt, output },
            started_at: now,
            expires_at: now.plus_seconds(20 * 60),
            ..open_call(self.account, CallId::new())
        };
        let ask = Ask {
            calls: vec![call.clone()],
            most_output: output,
        };
        let admission = self.store.admit(&ask, now).await.unwrap();
        let admitted = matches!(admission, Admission::Granted { .. });
        assert_eq!(admitted, self.model.fits(&call), "{admission:?}");
        if admitted {
            let expired = false;
            self.model.open.push(Open { call, expired });
        }
    }

    async fn charge(&mut self, which: usize, hundredths: i64) {
        let Some(Open { call, .. }) = self.close(which) else {
            return;
        };
        let mut charge = charge(self.account, call.id, None);
        let share = |held: u64| held * hundredths.unsigned_abs() / 100;
        charge.usage.tokens = crate::types::Tokens {
            input: share(call.held.prompt),
            output: share(call.held.output),
            ..Default::default()
        };
        charge.cost = PRICE.cost(&charge.usage.tokens);
        (charge.requests, charge.started_at) = (call.requests, call.started_at);
        let tokens = i64::try_from(charge.usage.tokens.total()).unwrap();
        let used = [call.requests.into(), tokens, charge.cost.0];
        assert!(self.store.record_charge(&charge).await.unwrap());
        assert!(!self.store.record_charge(&charge).await.unwrap());
        self.model.charges.push((call.started_at, used));
    }

    fn close(&mut self, which: usize) -> Option<Open> {
        let open = &mut self.model.open;
        (!open.is_empty()).then(|| open.remove(which % open.len()))
    }

    async fn compare(&self) {
        let standing = self
            .store
            .standing(self.account, self.model.now)
            .await
            .unwrap();
        let standing: Vec<_> = standing
            .into_iter()
            .map(|one| (one.limit, one.most, one.settled, one.held))
            .collect();
        assert_eq!(standing, self.model.standing());
    }
}

async fn follow(steps: Vec<Step>) {
    let store = store::open(":memory:").await.unwrap();
    let limits = Limits::default();
    let account = limited(&store, limits).await;
    let root = admin(&store, "root@example.org").await;
    let model = Model {
        limits,
        cap: None,
        open: Vec::new(),
        charges: Vec::new(),
        top_ups: Vec::new(),
        now: NOW,
    };
    let mut twins = Twins {
        store,
        account,
        root,
        model,
    };
    for (place, step) in steps.into_iter().enumerate() {
        let is_hold = matches!(step, Step::Hold { .. });
        twins.take(step).await;
        // What has expired is known to be so once somebody asks.
        if is_hold || place % 16 == 0 && twins.model.open.is_empty() {
            twins.compare().await;
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "no setting of the program")]
fn the_ledger_and_its_model_agree() {
    // 10 000 steps; 120 000 with `make soak`.
    let soak = std::env::var_os("TOLLGATE_SOAK").is_some();
    let cases = if soak { 150 } else { 12 };
    let mut config = ProptestConfig::with_cases(cases);
    config.max_shrink_iters = 200;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    proptest!(config, |(steps in proptest::collection::vec(step(), 800))| {
        runtime.block_on(follow(steps));
    });
}
