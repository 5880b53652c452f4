//! A file of all people of a group, and the memory that it takes. Invariant: each row of the file is counted.

use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};

use super::{Admin, Row, people};

/// So often the memory is read: in rows.
const EVERY: usize = 20_000;
/// More than this is no flat memory.
const MOST_MORE_MB: f64 = 16.0;

/// How long it takes, and how much more memory while it goes on.
pub(super) fn measure(admin: &Admin, database: &str) -> Result<Vec<Row>> {
    let before = admin.platform.resident_megabytes()?;
    let began = Instant::now();
    let (rows, most) = read(admin)?;
    let took = began.elapsed().as_secs_f64();
    // The first row names the columns; the two admins are in no group.
    ensure!(rows + 2 >= people()?, "the file has {rows} rows");
    Ok(vec![
        Row::shown(format!("A file of {rows} people, {database}"), took, "s"),
        Row::at_most(
            "  memory that it takes meanwhile",
            most - before,
            MOST_MORE_MB,
            "MB",
        ),
    ])
}

/// How many rows the file has, and the most memory while it was read.
fn read(admin: &Admin) -> Result<(usize, f64)> {
    let mut stream = TcpStream::connect(("127.0.0.1", admin.platform.port()))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    // HTTP/1.0: the file comes as it is, and ends with the connection.
    let (group, cookie) = (&admin.everybody, &admin.cookie);
    write!(
        stream,
        "GET /api/company/groups/{group}/members.csv HTTP/1.0\r\nHost: localhost:{}\r\nCookie: {cookie}\r\n\r\n",
        admin.platform.port()
    )?;
    let mut lines = BufReader::new(stream).lines();
    let status = lines.next().transpose()?.unwrap_or_default();
    ensure!(status.contains(" 200 "), "the export answered {status}");
    let (mut rows, mut most) = (0, admin.platform.resident_megabytes()?);
    for line in lines
        .skip_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty()))
        .skip(2)
    {
        line?;
        rows += 1;
        if rows % EVERY == 0 {
            most = most.max(admin.platform.resident_megabytes()?);
        }
    }
    Ok((rows, most))
}
