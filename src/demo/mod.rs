//! People, chats and months of calls that never were, to try the program out with. Except for secrets it is the same
//! for the same seed and the same moment, and what it leaves behind adds up like everything else.

mod calls;
mod dice;
mod judged;
mod people;
mod rhythm;
mod talk;
mod talks;

use crate::accounts::Accounts;
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::ledger::alert;
use crate::ledger::alert::Budget;
use crate::store::{NewAlert, Store};
#[cfg(test)]
use crate::types::{AccountId, KeyId};
use crate::types::{AlertId, BudgetKind, Email, NanoDollars, Role, Timestamp};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use calls::Asker;
use dice::Dice;
use people::Person;
use rhythm::Rhythm;
use std::sync::Arc;

const ADMIN: &str = "admin@example.org";
/// Days that are looked at for budgets that were used up, and people.
const ALERT_DAYS: i64 = 30;
const ALERT_PEOPLE: usize = 200;
/// People who also have chats; the others only have calls.
const TALKERS: usize = 30;
/// One call of so many is an answer in a chat, at most.
const TALK_SHARE: usize = 8;
/// One call of so many has a decision about its text in the log.
const JUDGED_SHARE: usize = 10;

/// How much of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plan {
    pub seed: u64,
    /// Besides the admin.
    pub people: u32,
    pub calls: u32,
}

/// What was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    pub people: usize,
    pub calls: usize,
    pub chats: usize,
    pub alerts: usize,
    pub cost: NanoDollars,
    /// Who asked most.
    pub busiest: Email,
    /// Of all of them, and of the admin.
    pub password: String,
    /// Makes another admin, once.
    pub link: String,
}

/// What it needs to know of all that is made.
struct Making {
    store: Arc<dyn Store>,
    dice: Dice,
    now: Timestamp,
}

/// Fills a database in which there is nobody yet.
///
/// # Errors
/// [`Error::Invalid`] if somebody has an account; if the database fails.
pub async fn make(store: Arc<dyn Store>, clock: Clock, plan: Plan) -> Result<Made> {
    if store.any_account().await.map_err(Error::Store)? {
        let message = "There are accounts in this database already. Name an empty folder with TOLLGATE_DATA_DIR.";
        return Err(Error::invalid("database", message));
    }
    let password = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 15]>());
    let accounts = Accounts::new(store.clone(), clock.clone());
    let admin = accounts
        .create_admin(ADMIN, "Demo admin", &password)
        .await?;
    let making = Making {
        store,
        dice: Dice::new(plan.seed),
        now: clock.now(),
    };
    let people = making.people(&admin, plan.people.max(1)).await?;
    let mut made = Made {
        people: people.len(),
        calls: 0,
        chats: 0,
        alerts: 0,
        cost: NanoDollars::ZERO,
        busiest: people[0].email.clone(),
        password,
        link: String::new(),
    };
    making.ask(&people, plan.calls as usize, &mut made).await?;
    for person in people.iter().take(ALERT_PEOPLE) {
        made.alerts += making.alerts(person).await?;
    }
    // Last, so that all else is the same with it.
    making
        .judge(&people, plan.calls as usize / JUDGED_SHARE)
        .await?;
    let admin = accounts.caller(admin.id, admin.epoch).await?;
    let admin = admin.into_admin()?;
    made.link = accounts.invite(&admin, Role::Admin, None).await?;
    Ok(made)
}

/// Charges of one account up to now, for measurements: as many as are wanted, with what `make` has besides left out.
#[cfg(test)]
pub(crate) async fn invent(
    store: &dyn Store,
    account: AccountId,
    keys: &[KeyId],
    count: usize,
    now: Timestamp,
) -> Result<()> {
    let dice = Dice::new(1);
    let rhythm = Rhythm::new(&dice, now);
    let asker = Asker::new(account, keys);
    asker.ask(store, &dice, &rhythm, count).await.map(drop)
}

impl Making {
    /// Chats first, then all other calls of each, in the order of time.
    async fn ask(&self, people: &[Person], calls: usize, made: &mut Made) -> Result<()> {
        let rhythm = Rhythm::new(&self.dice, self.now);
        let mut talks_left = calls / TALK_SHARE;
        for (person, share) in people.iter().zip(shares(calls, people.len())) {
            let asker = Asker::new(person.account, &person.keys);
            let mut said = 0;
            if made.people <= TALKERS || person.place < TALKERS {
                let most = share.min(talks_left);
                let talked = self.talk(&asker, &rhythm, most).await?;
                made.chats += talked.chats;
                made.cost += talked.cost;
                said = talked.answers;
                talks_left -= said;
            }
            let store = self.store.as_ref();
            made.cost += asker.ask(store, &self.dice, &rhythm, share - said).await?;
            made.calls += share;
        }
        Ok(())
    }

    /// For each of the last days on which most of the budget was used.
    async fn alerts(&self, person: &Person) -> Result<usize> {
        let today = self.now.0.div_euclid(Timestamp::DAY) * Timestamp::DAY;
        let day = |n: i64| Timestamp(today + n * Timestamp::DAY);
        let bounds: Vec<_> = (-ALERT_DAYS..=1).map(day).collect();
        let spent = self.store.spent(person.account, &bounds).await;
        let spent = spent.map_err(Error::Store)?;
        let mut raised = 0;
        for window in bounds.windows(2) {
            let of_day = spent.iter().filter(|spent| spent.from == window[0]);
            let budget = Budget {
                settled: of_day.map(|spent| spent.cost).sum(),
                held: NanoDollars::ZERO,
                most: person.daily_budget,
            };
            for level in alert::due(budget) {
                let hours = self.dice.between(10, 18);
                let raised_at = window[0].plus_seconds(i64::try_from(hours).unwrap_or(12) * 3_600);
                let alert = NewAlert {
                    id: AlertId(self.dice.id(raised_at)),
                    account: person.account,
                    budget: BudgetKind::Daily,
                    level,
                    window_start: window[0],
                    window_end: window[1],
                    utc_offset: 0,
                    settled: budget.settled,
                    most: budget.most,
                    raised_at: raised_at.min(self.now),
                };
                let new = self.store.raise_alert(&alert).await;
                raised += usize::from(new.map_err(Error::Store)?);
            }
        }
        Ok(raised)
    }
}

/// How many calls each makes: the first the most, each after it fewer.
fn shares(calls: usize, people: usize) -> Vec<usize> {
    let weights: Vec<usize> = (0..people).map(|place| 10_000 / (place + 3) + 20).collect();
    let total: usize = weights.iter().sum();
    let mut shares: Vec<_> = weights
        .iter()
        .map(|weight| calls * weight / total)
        .collect();
    let given: usize = shares.iter().sum();
    shares[0] += calls - given;
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Entry;
    use crate::ledger::Ledger;
    use crate::store;
    use crate::store::contract::given::NOW;
    use crate::types::{CallFilter, CallsFrom};

    const PLAN: Plan = Plan {
        seed: 7,
        people: 5,
        calls: 400,
    };

    async fn made() -> (Arc<dyn Store>, Made) {
        let store = store::open("sqlite::memory:").await.unwrap();
        let made = make(store.clone(), Clock::fixed(NOW), PLAN).await.unwrap();
        (store, made)
    }

    async fn calls(store: &Arc<dyn Store>) -> Vec<crate::store::Charge> {
        let mut all = Vec::new();
        for summary in store.accounts().await.unwrap() {
            all.extend(store.charges_of(summary.account.id).await.unwrap());
        }
        all
    }

    #[tokio::test]
    async fn what_never_was_adds_up_and_is_the_same_for_the_same_seed() {
        let (store, made) = made().await;
        assert_eq!((made.people, made.calls), (5, 400));
        assert!(made.chats > 0 && made.cost > NanoDollars::ZERO);
        let ledger = Ledger::new(store.clone(), Clock::fixed(NOW));
        assert_eq!(ledger.check().await.unwrap(), []);
        let charges = calls(&store).await;
        assert_eq!(charges.len(), 400);
        let cost: NanoDollars = charges.iter().map(|charge| charge.cost).sum();
        assert_eq!(cost, made.cost);
        assert!(charges.iter().all(|charge| charge.ended_at <= NOW));
        for charge in &charges {
            let priced = charge.price.unwrap().cost(&charge.usage.tokens);
            assert_eq!(charge.cost + charge.saved, priced);
        }

        let (again, _) = self::made().await;
        let of_charge = |charge: &crate::store::Charge| (charge.call, charge.cost, charge.account);
        let again: Vec<_> = calls(&again).await.iter().map(of_charge).collect();
        assert_eq!(again, charges.iter().map(of_charge).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn nobody_is_added_to_people_who_are_there() {
        let (store, made) = made().await;
        let again = make(store.clone(), Clock::fixed(NOW), PLAN).await;
        assert!(matches!(again, Err(Error::Invalid { .. })));
        assert_eq!(store.accounts().await.unwrap().len(), 6);
        let accounts = Accounts::new(store.clone(), Clock::fixed(NOW));
        let busiest = accounts
            .sign_in(made.busiest.as_str(), &made.password)
            .await
            .unwrap();
        let Entry::In(busiest) = busiest else {
            panic!("no code is wanted of anybody");
        };
        let any = CallFilter::default();
        let newest = store.calls(busiest.id, &any, CallsFrom::Newest, 1).await;
        assert_eq!(newest.unwrap().len(), 1);
        let invited = accounts.open_invite(&made.link).await.unwrap();
        assert_eq!(invited.role, Role::Admin);
    }

    #[test]
    fn every_call_is_somebodys() {
        for (calls, people) in [(0, 1), (1, 40), (1_000_000, 1), (40_000, 10_000)] {
            let shares = shares(calls, people);
            assert_eq!(shares.len(), people);
            assert_eq!(shares.iter().sum::<usize>(), calls);
        }
    }
}
