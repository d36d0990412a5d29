//! candle keeps a pool of threads that wait by spinning. Where cores are shared with anything else, the
//! pool makes the model many times slower, so it gets one thread: ours. candle reads the number from the
//! environment and from nowhere else, when it first computes; and a running program cannot change its
//! environment safely. So the program starts itself again, once, with the variable set.

use std::ffi::OsStr;

const VARIABLES: [&str; 2] = ["CANDLE_NUM_THREADS", "RAYON_NUM_THREADS"];

/// Call it first in `main`, before any thread starts. Replaces the process by itself (same id, same
/// arguments, a few milliseconds) unless the operator, or the first start, has set the number of threads.
/// Where that cannot be done the program goes on; the model is then merely slower.
pub fn compute_on_one_thread() {
    if missing(|name| std::env::var_os(name)).next().is_some() {
        start_again();
    }
}

fn missing<T: AsRef<OsStr>>(
    read: impl Fn(&str) -> Option<T>,
) -> impl Iterator<Item = &'static str> {
    VARIABLES
        .into_iter()
        .filter(move |name| read(name).is_none())
}

#[cfg(unix)]
fn start_again() {
    use std::os::unix::process::CommandExt;
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let mut arguments = std::env::args_os();
    let mut again = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        again.arg0(name);
    }
    let unset = missing(|name| std::env::var_os(name)).map(|name| (name, "1"));
    // Returns only when it fails.
    let _ = again.args(arguments).envs(unset).exec();
}

/// Elsewhere there is no way to keep the process id; operators set the variables themselves.
#[cfg(not(unix))]
fn start_again() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_operator_has_set_is_kept() {
        let set = |name: &str| (name == "CANDLE_NUM_THREADS").then_some("4");
        assert_eq!(missing(set).collect::<Vec<_>>(), ["RAYON_NUM_THREADS"]);
        assert_eq!(missing(|_| Some("1")).count(), 0);
    }
}
