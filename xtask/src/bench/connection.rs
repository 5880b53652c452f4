//! A small HTTP/1.1 client for the benchmarks: one connection to a server on this machine, which stays open, and one request at a time.
//! Invariant: it understands only responses with a `Content-Length`, as the server's own are.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Read, Write as _},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// The header of a request whose body is a form.
pub(crate) const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
/// The headers that scripts of the platform's own pages send with JSON. The server refuses a request from another site by the first.
const FROM_A_PAGE: [(&str, &str); 2] = [
    ("Sec-Fetch-Site", "same-origin"),
    ("Content-Type", "application/json"),
];

/// A connection that stays open between requests.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    host: String,
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The cookies that the response sets, each as `name=value`, in the order of their headers.
    pub(crate) cookies: Vec<String>,
    /// The `Location` header; empty where there is none.
    pub(crate) location: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> Result<&str> {
        Ok(std::str::from_utf8(&self.body)?)
    }

    pub(crate) fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
}

impl Connection {
    pub(crate) fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        Ok(Self {
            stream: BufReader::new(stream),
            host: format!("localhost:{port}"),
        })
    }

    /// Requests a page. Returns the response's status.
    pub(crate) fn get(&mut self, path: &str) -> Result<u16> {
        Ok(self.send("GET", path, &[], "")?.status)
    }

    /// Requests a page with a cookie (`name=value`). Returns the response's status.
    pub(crate) fn get_with_cookie(&mut self, path: &str, cookie: &str) -> Result<u16> {
        Ok(self.send("GET", path, &[("Cookie", cookie)], "")?.status)
    }

    /// Signs in with the JSON of the operation at `path`. Returns the session's cookie, as `name=value`.
    pub(crate) fn sign_in(&mut self, path: &str, json: &str) -> Result<String> {
        let answer = self.send("POST", path, &FROM_A_PAGE, json)?;
        ensure!(answer.status == 200, "a sign-in answered {}", answer.status);
        // The server sets the session's cookie first.
        answer
            .cookies
            .into_iter()
            .next()
            .context("a sign-in sets a cookie")
    }

    /// Posts JSON as a page of the platform would. Returns the response's status.
    pub(crate) fn post(&mut self, path: &str, json: &str) -> Result<u16> {
        Ok(self.send("POST", path, &FROM_A_PAGE, json)?.status)
    }

    /// Posts a form as the server of an app does.
    pub(crate) fn post_form(&mut self, path: &str, form: &str) -> Result<Answer> {
        self.send("POST", path, &[FORM], form)
    }

    /// Sends a request and waits for its response, 20 seconds at most for each read.
    pub(crate) fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer> {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.host);
        for (name, value) in headers {
            write!(request, "{name}: {value}\r\n")?;
        }
        if method != "GET" {
            write!(request, "Content-Length: {}\r\n", body.len())?;
        }
        write!(request, "\r\n{body}")?;
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> Result<Answer> {
        let status = self.line()?;
        let status = status.split(' ').nth(1).context("no status line")?.parse()?;
        let (mut length, mut cookies, mut location) = (None, Vec::new(), String::new());
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let value = value.trim();
            match name.to_ascii_lowercase().as_str() {
                "set-cookie" => cookies.push(value.split(';').next().unwrap_or_default().to_owned()),
                "content-length" => length = Some(value.parse::<usize>()?),
                "location" => value.clone_into(&mut location),
                _ => {}
            }
        }
        let mut body = vec![0; length.context("the answer does not say how long it is")?];
        self.stream
            .read_exact(&mut body)
            .context("the answer ended early")?;
        Ok(Answer {
            status,
            cookies,
            location,
            body,
        })
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
                    b"HTTP/1.1 200 OK\r\nSet-Cookie: Session=Ab; Path=/\r\nLocation: /x\r\nContent-Length: 2\r\n\r\nhi",
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
        let answer = connection.send("GET", "/a", &[("Cookie", "x=y")], "").unwrap();
        assert_eq!((answer.status, answer.text().unwrap()), (200, "hi"));
        assert_eq!(
            (answer.cookies[0].as_str(), answer.location.as_str()),
            ("Session=Ab", "/x")
        );
        assert_eq!(connection.post("/b", "{}").unwrap(), 429);
        drop(connection);
        let asked = server.join().unwrap();
        assert!(asked.contains("\r\nCookie: x=y\r\n\r\nPOST"));
        assert!(asked.starts_with("GET /a HTTP/1.1\r\n") && asked.ends_with("Content-Length: 2\r\n\r\n{}"));
    }
}
