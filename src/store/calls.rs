//! The calls of an account as its holder looks at them. Pages of a list, never the whole of it: each reads few
//! rows, in a transaction that ends with it, so that whoever writes waits for no reader.

use super::{Charge, StoreResult};
use crate::types::{
    AccountId, Call, CallFilter, CallId, CallKind, CallPlace, CallRecord, CallUnderWay, CallsFrom,
};
use async_trait::async_trait;

#[async_trait]
pub trait Calls: Send + Sync {
    /// A page of the calls that fit, newest first, whichever way it was reached.
    async fn calls(
        &self,
        account: AccountId,
        filter: &CallFilter,
        from: CallsFrom,
        most: u32,
    ) -> StoreResult<Vec<Call>>;

    /// For who goes through all of them, from the newest to the oldest: looks at the next `most` calls after
    /// `before`, and gives those that fit and where to go on; `None` at the end. All steps together look at
    /// each call once.
    async fn next_calls(
        &self,
        account: AccountId,
        filter: &CallFilter,
        before: Option<CallPlace>,
        most: u32,
    ) -> StoreResult<(Vec<Call>, Option<CallPlace>)>;

    /// Calls that are neither charged nor released, newest first.
    async fn calls_under_way(&self, account: AccountId) -> StoreResult<Vec<CallUnderWay>>;

    /// The kinds of call that occurred.
    async fn call_kinds(&self, account: AccountId) -> StoreResult<Vec<CallKind>>;

    /// A call of this account.
    async fn call(&self, account: AccountId, call: CallId) -> StoreResult<Option<CallRecord>>;

    /// Records charges of calls that never were, to try the program out with: all or none. They raise no
    /// alerts.
    async fn invent_charges(&self, charges: &[Charge]) -> StoreResult<()>;
}
