//! Where a scheduler is.

use std::fmt;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a scheduler may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Host and port, as `HOST:PORT` or `df://HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// A name or a number; IPv6 in brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no address; write HOST:PORT, for example 127.0.0.1:50050");
        let rest = text.strip_prefix("df://").unwrap_or(text);
        let (host, port) = rest.trim_end_matches('/').rsplit_once(':').ok_or_else(wrong)?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let is_v6 = host.starts_with('[') && host.ends_with(']') && host[1..host.len() - 1].parse::<IpAddr>().is_ok();
        if !is_v6 && (host.is_empty() || !host.chars().all(is_name)) {
            return Err(wrong());
        }
        Ok(Self { host: host.to_owned(), port: port.parse().map_err(|_| wrong())? })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url())
    }
}

impl Address {
    /// As Ballista's clients write it.
    pub fn url(&self) -> String {
        format!("df://{}", self.host_and_port())
    }

    /// Without a scheme.
    pub fn host_and_port(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// What the name stands for.
    ///
    /// # Errors
    /// Nobody knows the name.
    pub fn resolved(&self) -> Result<SocketAddr> {
        let mut found = self.host_and_port().to_socket_addrs().with_context(|| self.unknown())?;
        found.next().with_context(|| self.unknown())
    }

    fn unknown(&self) -> String {
        format!("no machine has the name {}; check the address", self.host)
    }

    /// Whether somebody listens there.
    ///
    /// # Errors
    /// Nobody does.
    pub async fn reach(&self) -> Result<()> {
        self.connected().await.map(|_| ())
    }

    async fn connected(&self) -> Result<TcpStream> {
        let advice = || format!("cannot reach the scheduler at {self}; is `attache-cluster scheduler` running there?");
        match timeout(PATIENCE, TcpStream::connect(self.resolved()?)).await {
            Ok(connected) => connected.with_context(advice),
            Err(_) => bail!(advice()),
        }
    }

    /// Whether the scheduler there has executors.
    ///
    /// # Errors
    /// It cannot be reached, or is no scheduler.
    pub async fn has_executors(&self) -> Result<bool> {
        let mut stream = self.connected().await?;
        let asked = format!("GET /readyz HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host_and_port());
        let answer = async {
            stream.write_all(asked.as_bytes()).await?;
            let mut head = [0; 12];
            stream.read_exact(&mut head).await?;
            Ok::<_, std::io::Error>(head)
        };
        let answer = timeout(PATIENCE, answer).await.ok().and_then(Result::ok);
        match answer.as_ref().map(|head| &head[..]) {
            Some(b"HTTP/1.1 200") => Ok(true),
            Some(b"HTTP/1.1 503") => Ok(false),
            _ => bail!("what listens at {self} is no scheduler of this kind; check the address"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_a_port_with_or_without_a_scheme() {
        for text in ["df://localhost:50050", "127.0.0.1:0", "[::1]:50050", "df://node-1.example.org:1/"] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.url(), format!("df://{}", address.host_and_port()));
        }
        for wrong in ["", "localhost", "df://", "http://localhost:1", "a b:1", "h:99999", "h:", ":5", "[x]:1", "h:1/x"]
        {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
    }
}
