//! Alerts of budgets, raised within the transaction that charges or refuses.

use super::admission::{User, settled, terms, topped_up};
use super::{Tx, alerts};
use crate::ledger::alert::{self, Budget};
use crate::ledger::{Scope, Terms, Window};
use crate::store::{Charge, NewAlert};
use crate::types::{
    AccountId, AlertId, AlertLevel, BudgetKind, Limit, NanoDollars, Refusal, Timestamp,
};

/// A budget, its window, and how much of it is used.
struct At {
    account: AccountId,
    kind: BudgetKind,
    window: Window,
    utc_offset: i16,
    budget: Budget,
}

/// Tells the account if its budgets have come to a level with this charge.
pub(super) async fn charged(tx: &mut Tx, charge: &Charge) -> sqlx::Result<()> {
    if charge.cost <= NanoDollars::ZERO {
        return Ok(());
    }
    let (account, now) = (charge.account, charge.ended_at);
    let user = User { account, key: None };
    let Some(terms) = terms(tx, user).await? else {
        return Ok(());
    };
    for kind in [BudgetKind::Daily, BudgetKind::Monthly] {
        let Some(mut at) = At::of(&terms, account, kind, now) else {
            continue;
        };
        at.budget.settled = NanoDollars(settled(tx, user, at.window).await?.cost);
        // What an admin gave on top is looked for only where it matters, which is seldom.
        if alert::due(at.budget).next().is_some() {
            let more = topped_up(tx, account, at.window).await?;
            at.budget.most = allowed(&terms, kind, more).unwrap_or(at.budget.most);
        }
        for level in alert::due(at.budget) {
            alerts::raise(tx, &at.alert(level, now)).await?;
        }
    }
    Ok(())
}

/// Tells the account if a call was refused because a budget is as good as used up.
pub(super) async fn refused(
    tx: &mut Tx,
    account: AccountId,
    terms: &Terms,
    refusal: &Refusal,
) -> sqlx::Result<()> {
    let kind = match refusal.limit {
        // A key's own budget is no news of its account.
        _ if refusal.of_key => return Ok(()),
        Limit::DailyBudget => BudgetKind::Daily,
        Limit::MonthlyBudget => BudgetKind::Monthly,
        Limit::RequestsPerHour | Limit::AtOnce | Limit::TokensPerDay => return Ok(()),
    };
    let now = refusal.asked_at;
    let Some(mut at) = At::of(terms, account, kind, now) else {
        return Ok(());
    };
    at.budget = Budget {
        settled: NanoDollars(refusal.settled),
        held: NanoDollars(refusal.held),
        most: NanoDollars(refusal.most),
    };
    if let Some(level) = alert::due_on_refusal(at.budget) {
        alerts::raise(tx, &at.alert(level, now)).await?;
    }
    Ok(())
}

fn allowed(terms: &Terms, kind: BudgetKind, more: NanoDollars) -> Option<NanoDollars> {
    let limits = terms.limits(more, more);
    let of_account = limits.iter().find(|(scope, _)| *scope == Scope::Account)?;
    match kind {
        BudgetKind::Daily => of_account.1.daily_budget,
        BudgetKind::Monthly => of_account.1.monthly_budget,
    }
}

impl At {
    /// `None` if there is no such budget. Nothing is known yet of how much is used.
    fn of(terms: &Terms, account: AccountId, kind: BudgetKind, now: Timestamp) -> Option<Self> {
        let windows = terms.calendar.windows(now);
        let window = match kind {
            BudgetKind::Daily => windows.day,
            BudgetKind::Monthly => windows.month,
        };
        Some(Self {
            account,
            kind,
            window,
            utc_offset: terms.calendar.zone.offset(window.end),
            budget: Budget {
                settled: NanoDollars::ZERO,
                held: NanoDollars::ZERO,
                most: allowed(terms, kind, NanoDollars::ZERO)?,
            },
        })
    }

    fn alert(&self, level: AlertLevel, raised_at: Timestamp) -> NewAlert {
        NewAlert {
            id: AlertId::new(),
            account: self.account,
            budget: self.kind,
            level,
            window_start: self.window.start,
            window_end: self.window.end,
            utc_offset: self.utc_offset,
            settled: self.budget.settled,
            most: self.budget.most,
            raised_at,
        }
    }
}
