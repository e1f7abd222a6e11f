//! What each stage of the way costs in processor time, so that a run can say where the time went.
//!
//! A stage in which all threads may take part is measured by the clock of the whole program ([`whole`]); what one thread does beside
//! such stages, by its own clock ([`aside`]). Stages may be nested: what an inner one costs, the outer one does not. Sums are of the
//! process; they are only ever added to.
//!
//! ```
//! use attache_effort::{Stage, spent, whole};
//!
//! let cleaned = whole(Stage::Clean, || "pages".repeat(1000).len());
//! assert_eq!(cleaned, 5000);
//! assert!(spent().iter().any(|(stage, _)| *stage == Stage::Clean));
//! ```

use std::cell::Cell;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A stage of the way from files to events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Unpacking and decoding files, and text out of pages' fields.
    Read,
    /// Text out of HTML, cleaning, identifying the language.
    Clean,
    /// The neural annotator.
    Annotate,
    /// Times, repairs, and whom and where names mean.
    Resolve,
    /// Events, statements and relations out of annotations.
    Code,
    /// Keeping articles, their words and their reports in the archive.
    Keep,
    /// Signatures and profiles, and finding candidates by them.
    Find,
    /// Lineage and stories.
    Group,
    /// The actors of stories.
    Join,
    /// Events fused over articles and stories.
    Fuse,
    /// Writing what was told.
    Tell,
}

impl Stage {
    /// All stages, in the order of the way.
    pub const ALL: [Self; 11] = [
        Self::Read,
        Self::Clean,
        Self::Annotate,
        Self::Resolve,
        Self::Code,
        Self::Keep,
        Self::Find,
        Self::Group,
        Self::Join,
        Self::Fuse,
        Self::Tell,
    ];

    /// Its name, a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Clean => "clean",
            Self::Annotate => "annotate",
            Self::Resolve => "resolve",
            Self::Code => "code",
            Self::Keep => "keep",
            Self::Find => "find",
            Self::Group => "group",
            Self::Join => "join",
            Self::Fuse => "fuse",
            Self::Tell => "tell",
        }
    }
}

/// Nanoseconds by stage; below zero while what is charged to another stage is yet to be measured as a whole.
static SPENT: [AtomicI64; Stage::ALL.len()] = [const { AtomicI64::new(0) }; Stage::ALL.len()];

/// Nanoseconds of what was done aside.
static ASIDE: AtomicI64 = AtomicI64::new(0);

thread_local! {
    /// What stages within the present one have cost, in nanoseconds.
    static INNER: Cell<u64> = const { Cell::new(0) };
}

/// Does something that all threads may take part in, and counts what the whole program spends meanwhile.
pub fn whole<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    let before = INNER.replace(0);
    let began = together();
    let result = work();
    let all = together().saturating_sub(began);
    let inner = INNER.replace(before.saturating_add(all));
    SPENT[stage as usize].fetch_add(signed(all.saturating_sub(inner)), Ordering::Relaxed);
    result
}

/// Does something on this thread alone while others are at work on other stages, and counts what this thread spends.
pub fn aside<T>(stage: Stage, work: impl FnOnce() -> T) -> T {
    let began = thread();
    let result = work();
    let cost = signed(thread().saturating_sub(began));
    SPENT[stage as usize].fetch_add(cost, Ordering::Relaxed);
    ASIDE.fetch_add(cost, Ordering::Relaxed);
    result
}

/// Does something on this thread for which a stage measured by the clock of the whole program would be charged, and charges it to
/// another: what of [`whole`] work is done on each of its threads.
pub fn within<T>(stage: Stage, charged: Stage, work: impl FnOnce() -> T) -> T {
    let began = thread();
    let result = work();
    let cost = signed(thread().saturating_sub(began));
    SPENT[stage as usize].fetch_add(cost, Ordering::Relaxed);
    SPENT[charged as usize].fetch_sub(cost, Ordering::Relaxed);
    result
}

/// What the program has spent, but for what was done aside.
fn together() -> u64 {
    process().saturating_sub(u64::try_from(ASIDE.load(Ordering::Relaxed)).unwrap_or(0))
}

/// What each stage has cost until now; those that cost nothing are left out.
pub fn spent() -> Vec<(Stage, Duration)> {
    let cost =
        |stage: Stage| Duration::from_nanos(u64::try_from(SPENT[stage as usize].load(Ordering::Relaxed)).unwrap_or(0));
    Stage::ALL.into_iter().map(|stage| (stage, cost(stage))).filter(|(_, cost)| !cost.is_zero()).collect()
}

/// What the program has cost until now, all its threads together.
pub fn all() -> Duration {
    Duration::from_nanos(process())
}

fn signed(nanos: u64) -> i64 {
    i64::try_from(nanos).unwrap_or(i64::MAX)
}

#[cfg(unix)]
fn nanos(clock: rustix::time::ClockId) -> u64 {
    let time = rustix::time::clock_gettime(clock);
    u64::try_from(time.tv_sec).unwrap_or(0) * 1_000_000_000 + u64::try_from(time.tv_nsec).unwrap_or(0)
}

#[cfg(unix)]
fn process() -> u64 {
    nanos(rustix::time::ClockId::ProcessCPUTime)
}

#[cfg(unix)]
fn thread() -> u64 {
    nanos(rustix::time::ClockId::ThreadCPUTime)
}

/// Where no clock of processor time is at hand, time passes instead.
#[cfg(not(unix))]
fn process() -> u64 {
    static BEGAN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    u64::try_from(BEGAN.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(not(unix))]
fn thread() -> u64 {
    process()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(rounds: u64) -> u64 {
        (0..rounds).fold(1, |sum, n| std::hint::black_box(sum * 31 + n % 7) % 1_000_003)
    }

    fn of(stage: Stage) -> Duration {
        spent().into_iter().find(|(known, _)| *known == stage).map_or(Duration::ZERO, |(_, cost)| cost)
    }

    #[test]
    fn what_an_inner_stage_costs_the_outer_one_does_not() {
        whole(Stage::Group, || {
            work(1000);
            whole(Stage::Join, || work(20_000_000))
        });
        assert!(of(Stage::Join) > 5 * of(Stage::Group), "{:?} {:?}", of(Stage::Join), of(Stage::Group));
        whole(Stage::Code, || within(Stage::Resolve, Stage::Code, || work(20_000_000)));
        assert!(of(Stage::Resolve) > 5 * of(Stage::Code), "{:?} {:?}", of(Stage::Resolve), of(Stage::Code));
    }

    #[test]
    fn stages_stand_in_the_order_of_the_way() {
        assert!(Stage::ALL.iter().enumerate().all(|(n, stage)| *stage as usize == n));
    }
}
