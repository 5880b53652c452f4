//! As much HTTP as measuring takes: one kept connection to the platform, one request at a time.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result, ensure};

/// A kept connection.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
    /// What the last answer set, `name=value`.
    cookie: Option<String>,
}

impl Connection {
    pub(crate) fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        Ok(Self {
            stream: BufReader::new(stream),
            host: format!("localhost:{port}"),
            cookie: None,
        })
    }

    /// The status of the answer.
    pub(crate) fn get(&mut self, path: &str) -> Result<u16> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host);
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    /// The same with a cookie.
    pub(crate) fn get_with_cookie(&mut self, path: &str, cookie: &str) -> Result<u16> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\n\r\n",
            self.host
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    /// Signs in; the session's cookie.
    pub(crate) fn sign_in(&mut self, path: &str, json: &str) -> Result<String> {
        let status = self.post(path, json)?;
        ensure!(status == 200, "a sign-in answered {status}");
        self.cookie.take().context("a sign-in sets a cookie")
    }

    /// Posts JSON as a page of the platform would; the status of the answer.
    pub(crate) fn post(&mut self, path: &str, json: &str) -> Result<u16> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{json}",
            self.host,
            json.len()
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<u16> {
        let status = self.line()?;
        let mut length = None;
        self.cookie = None;
        loop {
            let line = self.line()?;
            let header = line.to_ascii_lowercase();
            if header.is_empty() {
                break;
            }
            // The first one: the session's.
            if header.starts_with("set-cookie:") && self.cookie.is_none() {
                let value = line["set-cookie:".len()..].split(';').next().unwrap_or_default();
                self.cookie = Some(value.trim().to_owned());
            }
            if let Some(value) = header.strip_prefix("content-length:") {
                length = Some(value.trim().parse::<u64>()?);
            }
        }
        let length = length.context("the answer does not say how long it is")?;
        let read = std::io::copy(&mut self.stream.by_ref().take(length), &mut std::io::sink())?;
        ensure!(read == length, "the answer ended early");
        let status = status.split(' ').nth(1).context("no status line")?;
        Ok(status.parse()?)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        ensure!(self.stream.read_line(&mut line)? > 0, "the connection was closed");
        Ok(line.trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, thread};

    use super::*;

    #[test]
    fn answers_on_one_connection_are_told_apart() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream
                .write_all(
                    b"HTTP/1.1 200 OK\r\nSet-Cookie: Session=Ab; Path=/\r\nContent-Length: 2\r\n\r\nhi",
                )
                .unwrap();
            stream
                .write_all(b"HTTP/1.1 429 No\r\nX: y\r\ncontent-length: 0\r\n\r\n")
                .unwrap();
            let mut asked = String::new();
            stream.read_to_string(&mut asked).unwrap();
            asked
        });
        let mut connection = Connection::open(port).unwrap();
        assert_eq!(connection.get_with_cookie("/a", "x=y").unwrap(), 200);
        assert_eq!(connection.cookie.as_deref(), Some("Session=Ab"));
        assert_eq!(connection.post("/b", "{}").unwrap(), 429);
        drop(connection);
        let asked = server.join().unwrap();
        assert!(asked.contains("\r\nCookie: x=y\r\n\r\nPOST"));
        assert!(asked.starts_with("GET /a HTTP/1.1\r\n") && asked.ends_with("Content-Length: 2\r\n\r\n{}"));
    }
}
