//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::address::Address;

/// Reads news and tells what happened, once, with who said so, on a cluster of machines
#[derive(Debug, Parser)]
#[command(
    name = "attache-cluster",
    version,
    after_help = "Examples:
  attache-cluster batch --input press/ --output tables/
  attache-cluster scheduler --bind 127.0.0.1:50050
  attache-cluster executor --scheduler 127.0.0.1:50050
  attache-cluster batch --cluster df://127.0.0.1:50050 --input press/ --output tables/

Exit status: 0 done, 1 some inputs or the job failed, 2 wrong usage, 130 interrupted."
)]
pub struct Cli {
    #[command(flatten)]
    pub voice: Voice,
    #[command(subcommand)]
    pub command: Command,
}

/// How much is said.
#[derive(Debug, Clone, Copy, Args)]
pub struct Voice {
    /// Say nothing but what stops the program
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more: each step, also where there is no terminal, and what scheduler and executors do
    #[arg(long, short, global = true)]
    pub verbose: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Give out work to executors
    Scheduler(Scheduler),
    /// Do the work that a scheduler gives out
    Executor(Executor),
    /// Read much press at once, and write tables of what it tells
    Batch(Batch),
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache-cluster scheduler
  attache-cluster scheduler --bind 10.0.0.1:50050

Prints the address, when it listens, and runs until Ctrl-C. Nothing in the protocol asks who somebody is: whoever reaches
the address can run work on the executors and read what they read. Bind it within a network that you trust.")]
pub struct Scheduler {
    /// Where to listen; port 0 is any that is free
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
    pub bind: Address,
    /// The name under which executors and clients reach this machine [default: the host of --bind]
    #[arg(long, value_name = "HOST")]
    pub advertise: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache-cluster executor --scheduler 127.0.0.1:50050
  attache-cluster executor --scheduler 10.0.0.1:50050 --bind 10.0.0.7 --cores 8

Takes free ports, so that several can run on one machine. Runs until Ctrl-C, and finishes what it has in hand then.")]
pub struct Executor {
    /// The scheduler
    #[arg(long, value_name = "HOST:PORT")]
    pub scheduler: Address,
    /// The address at which this executor listens, for the scheduler, the others and the client [default: 127.0.0.1 if the
    /// scheduler is on this machine, else the one from which it reaches the scheduler]
    #[arg(long, value_name = "IP")]
    pub bind: Option<std::net::IpAddr>,
    /// So many tasks at a time [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub cores: Option<u16>,
    /// Where intermediate data lies [default: a temporary folder]
    #[arg(long, value_name = "DIR")]
    pub work: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  attache-cluster batch --input press/ --output tables/
  attache-cluster batch --input 'crawl/*.warc.gz' dump.parquet --output tables/
  attache-cluster batch --cluster df://10.0.0.1:50050 --work /shared/work --input crawl/ --output tables/

Writes the same tables as `attache batch`; docs/tables.md tells of each. A table bears its name only when it is whole.
Stopped or failed at any moment, run the same command again to go on: steps that were done are not done again.
On a cluster the executors read and the client writes in the work folder: it must be seen under one path by all machines.")]
pub struct Batch {
    /// Files, folders, patterns, or `-` for standard input: WARC, Parquet, JSON lines, HTML, text …; gzip, Zstandard
    #[arg(long, required = true, num_args = 1.., value_name = "PATH")]
    pub input: Vec<String>,
    /// The folder for the tables
    #[arg(long, value_name = "DIR")]
    pub output: PathBuf,
    /// The scheduler of a cluster; without it all is done in this process
    #[arg(long, value_name = "df://HOST:PORT")]
    pub cluster: Option<Address>,
    /// The folder for the work while it lasts [default: DIR/.attache-cluster]
    #[arg(long, value_name = "DIR")]
    pub work: Option<PathBuf>,
    /// Keep the work folder when all is done
    #[arg(long)]
    pub keep: bool,
    /// Pass over an article of more bytes than this, and say so
    #[arg(long, value_name = "BYTES", default_value_t = 16 << 20)]
    pub max_article_size: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
