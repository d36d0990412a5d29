//! What the program needs of the process's environment: settings of libraries that are read there, once, and
//! nowhere else. A running program cannot change its environment safely, so it starts itself again, once,
//! with these set.

use std::ffi::OsStr;

const VARIABLES: [(&str, &str); 5] = [
    // candle keeps a pool of threads that wait by spinning; where cores are shared with anything else the
    // pool makes the model many times slower, so it gets one thread: ours.
    ("CANDLE_NUM_THREADS", "1"),
    ("RAYON_NUM_THREADS", "1"),
    // The C library gives freed weights back to the machine only if it was told from which size on. 256 KiB:
    // below every matrix of the model, above what a token needs in passing.
    ("MALLOC_MMAP_THRESHOLD_", "262144"),
    // mimalloc takes memory as it is needed and gives back what is free for 5 ms: an idle program is 31 MiB
    // instead of 62 to 70.
    ("MIMALLOC_ARENA_EAGER_COMMIT", "0"),
    ("MIMALLOC_PURGE_DELAY", "5"),
];

/// Call it first in `main`, before any thread starts. Replaces the process by itself (same id, same
/// arguments, a few milliseconds) unless the operator, or the first start, has set the variables. Where
/// that cannot be done the program goes on, merely slower and larger.
pub fn prepare_process() {
    if missing(set).next().is_some() {
        start_again();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "these are not settings of ours: libraries read them"
)]
fn set(name: &str) -> Option<std::ffi::OsString> {
    std::env::var_os(name)
}

fn missing<T: AsRef<OsStr>>(
    read: impl Fn(&str) -> Option<T>,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    VARIABLES
        .into_iter()
        .filter(move |(name, _)| read(name).is_none())
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
    // Returns only when it fails.
    let _ = again.args(arguments).envs(missing(set)).exec();
}

/// Elsewhere there is no way to keep the process id; operators set the variables themselves.
#[cfg(not(unix))]
fn start_again() {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_operator_has_set_is_kept() {
        let set = |name: &str| (name != "RAYON_NUM_THREADS").then_some("4");
        assert_eq!(
            missing(set).collect::<Vec<_>>(),
            [("RAYON_NUM_THREADS", "1")]
        );
        assert_eq!(missing(|_| Some("1")).count(), 0);
    }
}
