//! Alerts of budgets, raised within the transaction that charges or refuses.

use super::admission::{User, terms};
use super::sums::Asked;
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
    let mut asked = Asked::of(account, now);
    let budgets = [BudgetKind::Daily, BudgetKind::Monthly].map(|kind| {
        let window = window(&terms, kind, now);
        let sums = (asked.settled(None, window), asked.topped_up(window));
        (kind, sums)
    });
    let sums = asked.read(tx).await?;
    for (kind, (settled, on_top)) in budgets {
        let on_top = NanoDollars(sums.of(on_top).cost);
        let Some(most) = allowed(&terms, kind, on_top) else {
            continue;
        };
        let budget = Budget {
            settled: NanoDollars(sums.of(settled).cost),
            held: NanoDollars::ZERO,
            most,
        };
        let at = At::of(&terms, account, kind, now, budget);
        for level in alert::due(budget) {
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
    let budget = Budget {
        settled: NanoDollars(refusal.settled),
        held: NanoDollars(refusal.held),
        most: NanoDollars(refusal.most),
    };
    let at = At::of(terms, account, kind, now, budget);
    if let Some(level) = alert::due_on_refusal(budget) {
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

fn window(terms: &Terms, kind: BudgetKind, now: Timestamp) -> Window {
    let windows = terms.calendar.windows(now);
    match kind {
        BudgetKind::Daily => windows.day,
        BudgetKind::Monthly => windows.month,
    }
}

impl At {
    fn of(
        terms: &Terms,
        account: AccountId,
        kind: BudgetKind,
        now: Timestamp,
        budget: Budget,
    ) -> Self {
        let window = window(terms, kind, now);
        Self {
            account,
            kind,
            window,
            utc_offset: terms.calendar.zone.offset(window.end),
            budget,
        }
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
