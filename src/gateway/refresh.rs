//! Whether providers know the models that they are asked for, and what else they have. No prompt goes out and
//! nothing is charged, so it is not a call; but it goes by the same way: with the key, the timeouts and the rules of
//! the provider, and to no other address.

use super::target::Lane;
use crate::error::Result;
use crate::types::TargetId;

/// What a provider says of its models.
#[derive(Debug)]
pub struct Refreshed {
    /// Its name in the configuration.
    pub provider: String,
    /// An error if it did not say.
    pub models: Result<Models>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Models {
    /// Those that are configured there, and whether the provider has one of that name.
    pub configured: Vec<(TargetId, bool)>,
    /// Those that the provider has and nobody can ask for, by name.
    pub others: Vec<String>,
}

pub(super) async fn refresh(lane: &Lane, targets: Vec<&TargetId>) -> Refreshed {
    let listed = lane.provider.list_models().await;
    Refreshed {
        provider: lane.name.clone(),
        models: listed.map(|listed| compare(lane, listed, targets)),
    }
}

fn compare(lane: &Lane, mut listed: Vec<String>, targets: Vec<&TargetId>) -> Models {
    let is_called = |name: &str, target: &TargetId| lane.provider.is_called(name, &target.model);
    let known = |target: &TargetId| listed.iter().any(|name| is_called(name, target));
    let with_known = |target: &&TargetId| ((*target).clone(), known(target));
    let configured = targets.iter().map(with_known).collect();
    // A name is shown in a terminal.
    listed.retain(|name| !name.contains(char::is_control));
    listed.retain(|name| !targets.iter().any(|target| is_called(name, target)));
    listed.sort();
    listed.dedup();
    Models {
        configured,
        others: listed,
    }
}
