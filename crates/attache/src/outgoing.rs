//! A file in the making: it gets its name, in place of what bore it, when it is whole.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// Where something is written to.
pub struct Outgoing {
    out: Box<dyn Write + Send>,
    /// The name that it has until it is whole, and the name that it is to have; none where it is written straight.
    names: Option<(PathBuf, PathBuf)>,
}

impl Outgoing {
    /// Opens a file, or standard output for `-`. Pipes and devices are written straight.
    pub fn open(name: &str) -> anyhow::Result<Self> {
        if name == "-" {
            return Ok(Self { out: Box::new(io::stdout()), names: None });
        }
        let path = Path::new(name);
        let advice = || format!("cannot write {name}; check that the folder exists and that you may write there");
        if fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
            return Ok(Self {
                out: Box::new(File::options().write(true).open(path).with_context(advice)?),
                names: None,
            });
        }
        let partial =
            path.with_file_name(format!(".{}.partial", path.file_name().unwrap_or_default().to_string_lossy()));
        let file =
            if path.is_dir() { Err(io::Error::from(io::ErrorKind::IsADirectory)) } else { File::create(&partial) };
        Ok(Self { out: Box::new(file.with_context(advice)?), names: Some((partial, path.to_owned())) })
    }

    /// Gives it its name.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        match self.names.take() {
            Some((partial, name)) => fs::rename(partial, name),
            None => Ok(()),
        }
    }
}

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for Outgoing {
    /// What did not become whole is taken away.
    fn drop(&mut self) {
        if let Some((partial, _)) = self.names.take() {
            let _ = fs::remove_file(partial);
        }
    }
}
