//! From arguments to files: folders walked, patterns matched, links followed once.

use std::collections::{HashMap, HashSet};
use std::fs::{self, FileType};
use std::io;
use std::path::{Component, Path, PathBuf};

use walkdir::{DirEntry, WalkDir};
use xxhash_rust::xxh3::xxh3_64;

use super::error::{Problem, ReadError};

/// A thing to read.
#[derive(Debug)]
pub(super) enum Input {
    /// Standard input.
    Stdin,
    /// A regular file.
    File {
        /// Where it is.
        path: PathBuf,
        /// What errors call it.
        name: String,
        /// What ids are made of: its path relative to the folder given, or as given, with `/` between the parts.
        id: String,
    },
}

impl Input {
    /// What errors call it.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Stdin => "-",
            Self::File { name, .. } => name,
        }
    }
}

/// A file, or standard input, among those that the arguments of a run name, with the id that it has in this run.
#[derive(Debug)]
pub struct Part {
    pub(super) input: Input,
}

impl Part {
    /// What errors call it.
    pub fn name(&self) -> &str {
        self.input.name()
    }

    /// Where it is; none for standard input.
    pub fn path(&self) -> Option<&Path> {
        match &self.input {
            Input::Stdin => None,
            Input::File { path, .. } => Some(path),
        }
    }
}

/// All files that `arguments` name, in the order in which [`read`](super::read) reads them, none of them opened yet: to read them
/// a few at a time with [`read_parts`](super::read_parts), or to pass over those that were read before.
pub fn parts(arguments: &[String]) -> impl Iterator<Item = Result<Part, ReadError>> + Send + use<> {
    let mut names = Names::default();
    let inputs = Vec::from(arguments).into_iter().flat_map(|argument| expand(&argument));
    inputs.map(move |input| {
        let mut input = input?;
        names.tell_apart(&mut input);
        Ok(Part { input })
    })
}

/// All inputs or errors behind one argument, found as they are asked for.
type Inputs = Box<dyn Iterator<Item = Result<Input, ReadError>> + Send>;

/// What an argument stands for: `-`, a file, a folder, or a pattern when nothing has that name.
fn expand(argument: &str) -> Inputs {
    if argument == "-" {
        return one(Ok(Input::Stdin));
    }
    match fs::metadata(argument) {
        Ok(meta) if meta.is_dir() => folder(argument),
        Ok(meta) => one(file(Path::new(argument), meta.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound && argument.contains(['*', '?', '[']) => {
            matches(argument)
        }
        Err(error) => one(Err(ReadError::new(argument, Problem::from_io(error)))),
    }
}

fn one(input: Result<Input, ReadError>) -> Inputs {
    Box::new(std::iter::once(input))
}

/// A file given by name: its id is its path as given.
fn file(path: &Path, kind: FileType) -> Result<Input, ReadError> {
    let name = path.to_string_lossy().into_owned();
    if let Some(special) = special(kind) {
        return Err(ReadError::new(&name, Problem::Special(special)));
    }
    Ok(Input::File { path: path.to_owned(), name, id: joined(path) })
}

/// A path with `/` between its parts, without `./` before or within it.
fn joined(path: &Path) -> String {
    let mut id = String::new();
    for part in path.components().filter(|part| *part != Component::CurDir) {
        if !(id.is_empty() || id.ends_with('/')) {
            id.push('/');
        }
        match part {
            Component::RootDir => id.push('/'),
            part => id.push_str(&part.as_os_str().to_string_lossy()),
        }
    }
    id
}

/// The ids that the files of a run have got, so that no two files get the same: as hashes, of each id and of the place that
/// has it.
#[derive(Debug, Default)]
struct Names(HashMap<u64, u64>);

impl Names {
    /// Gives a file an id that no other file has: its own, else with the argument in front, else its whole path. The same
    /// file keeps its id however often it is read.
    fn tell_apart(&mut self, input: &mut Input) {
        let Input::File { path, id, .. } = input else { return };
        let whole = std::path::absolute(&*path).unwrap_or_else(|_| path.clone());
        let place = xxh3_64(whole.as_os_str().as_encoded_bytes());
        let own = |id: &str, names: &mut Self| *names.0.entry(xxh3_64(id.as_bytes())).or_insert(place) == place;
        if own(id, self) {
            return;
        }
        let candidates = [joined(path), joined(&whole), format!("{}#{place:016x}", joined(path))];
        if let Some(free) = candidates.into_iter().find(|id| own(id, self)) {
            *id = free;
        }
    }
}

/// The kind of a file that could block or never end.
fn special(kind: FileType) -> Option<&'static str> {
    if kind.is_file() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some("a pipe");
        }
        if kind.is_socket() {
            return Some("a socket");
        }
        if kind.is_char_device() || kind.is_block_device() {
            return Some("a device");
        }
    }
    Some("something else")
}

fn matches(pattern: &str) -> Inputs {
    let options = glob::MatchOptions { require_literal_leading_dot: true, ..glob::MatchOptions::default() };
    let paths = match glob::glob_with(pattern, options) {
        Ok(paths) => paths,
        Err(error) => return one(Err(ReadError::new(pattern, Problem::BadPattern(error.msg.to_owned())))),
    };
    let mut paths = paths.peekable();
    if paths.peek().is_none() {
        return one(Err(ReadError::new(pattern, Problem::NoMatch)));
    }
    Box::new(paths.flat_map(|found| match found {
        Ok(path) => match fs::metadata(&path) {
            Ok(meta) if meta.is_dir() => folder(&path.to_string_lossy()),
            Ok(meta) => one(file(&path, meta.file_type())),
            Err(error) => one(Err(ReadError::new(&path.to_string_lossy(), Problem::from_io(error)))),
        },
        Err(error) => {
            let name = error.path().to_string_lossy().into_owned();
            one(Err(ReadError::new(&name, Problem::from_io(error.into()))))
        }
    }))
}

/// The files under a folder by name, depth first, hidden ones passed over. Linked folders are followed, each target once,
/// so that links among folders can neither loop nor multiply.
fn folder(argument: &str) -> Inputs {
    let root = PathBuf::from(argument);
    let mut followed = HashSet::new();
    let entries = WalkDir::new(&root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| entry.depth() == 0 || !is_hidden(entry) && is_new(entry, &mut followed));
    let found = entries.filter_map(move |entry| match entry {
        Ok(entry) if entry.file_type().is_dir() => None,
        Ok(entry) => Some(file(entry.path(), entry.file_type()).map(|input| relative(input, &root))),
        Err(error) => Some(Err(walk_error(error, &root))),
    });
    let mut found = found.peekable();
    if found.peek().is_none() {
        return one(Err(ReadError::new(argument, Problem::EmptyFolder)));
    }
    Box::new(found)
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// Whether this is no linked folder, or the first link to it.
fn is_new(entry: &DirEntry, followed: &mut HashSet<PathBuf>) -> bool {
    if !entry.path_is_symlink() || !entry.file_type().is_dir() {
        return true;
    }
    fs::canonicalize(entry.path()).is_ok_and(|target| followed.insert(target))
}

/// Makes the id of a file under `root` its path from there.
fn relative(input: Input, root: &Path) -> Input {
    match input {
        Input::File { path, name, .. } => {
            let id = joined(path.strip_prefix(root).unwrap_or(&path));
            Input::File { path, name, id }
        }
        stdin @ Input::Stdin => stdin,
    }
}

fn walk_error(error: walkdir::Error, root: &Path) -> ReadError {
    let path = error.path().unwrap_or(root).to_string_lossy().into_owned();
    if let Some(ancestor) = error.loop_ancestor() {
        return ReadError::new(&path, Problem::Loop(ancestor.to_string_lossy().into_owned()));
    }
    let error = error.into_io_error().unwrap_or_else(|| io::Error::other("the folder could not be walked"));
    ReadError::new(&path, Problem::from_io(error))
}
