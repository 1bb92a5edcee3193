//! One client's conversation with the mail sink (RFC 5321).

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::smtp_sink::SmtpReply;

// Far above any mail of ours; a sink must not be filled by mistake.
const LARGEST_MAIL: usize = 32 * 1024 * 1024;

/// What the session asks of the sink.
pub(crate) trait Keeper {
    /// How to answer now.
    fn reply(&self) -> SmtpReply;
    /// Takes a mail that has been received whole; it is acknowledged afterwards.
    fn keep(&self, from: String, to: Vec<String>, raw: Vec<u8>);
}

#[derive(Default)]
struct Envelope {
    from: Option<String>,
    to: Vec<String>,
}

/// Serves a client until it quits or hangs up.
pub(crate) async fn serve(stream: TcpStream, keeper: &impl Keeper) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut envelope = Envelope::default();
    answer(&mut stream, "220 linia mail sink").await?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        let verb = text
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => answer(
                &mut stream,
                "250-linia\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 33554432",
            )
            .await?,
            "HELO" => answer(&mut stream, "250 linia").await?,
            "NOOP" => answer(&mut stream, "250 2.0.0 ok").await?,
            "VRFY" => answer(&mut stream, "252 2.5.0 send it and see").await?,
            "RSET" => {
                envelope = Envelope::default();
                answer(&mut stream, "250 2.0.0 ok").await?;
            }
            "QUIT" => return answer(&mut stream, "221 2.0.0 bye").await,
            "MAIL" => {
                envelope = Envelope {
                    from: Some(address(&text)),
                    to: Vec::new(),
                };
                answer(&mut stream, "250 2.1.0 ok").await?;
            }
            "RCPT" if envelope.from.is_none() => {
                answer(&mut stream, "503 5.5.1 MAIL first").await?
            }
            "RCPT" => match keeper.reply().at_recipient() {
                Some(refusal) => answer(&mut stream, &refusal).await?,
                None => {
                    envelope.to.push(address(&text));
                    answer(&mut stream, "250 2.1.5 ok").await?;
                }
            },
            "DATA" if envelope.to.is_empty() => answer(&mut stream, "503 5.5.1 RCPT first").await?,
            "DATA" => {
                answer(&mut stream, "354 end with a dot").await?;
                let Some(raw) = read_data(&mut stream).await? else {
                    return answer(&mut stream, "552 5.3.4 too large").await;
                };
                let Envelope { from, to } = std::mem::take(&mut envelope);
                match keeper.reply().at_data() {
                    DataAnswer::Refuse(refusal) => answer(&mut stream, &refusal).await?,
                    DataAnswer::KeepAndHangUp => {
                        keeper.keep(from.unwrap_or_default(), to, raw);
                        return Ok(());
                    }
                    DataAnswer::Keep => {
                        keeper.keep(from.unwrap_or_default(), to, raw);
                        answer(&mut stream, "250 2.0.0 kept").await?;
                    }
                }
            }
            _ => answer(&mut stream, "502 5.5.2 unknown command").await?,
        }
    }
}

/// What to do with a mail that has come whole.
pub(crate) enum DataAnswer {
    /// Take it and say so.
    Keep,
    /// Take it and let the client never know.
    KeepAndHangUp,
    /// Refuse it with this line.
    Refuse(String),
}

// The content up to the lonely dot, the stuffed dots taken out; `None` if it is too large.
async fn read_data(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Vec<u8>>> {
    let mut data = Vec::new();
    loop {
        let start = data.len();
        if stream.read_until(b'\n', &mut data).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match &data[start..] {
            b".\r\n" | b".\n" => {
                data.truncate(start);
                return Ok(Some(data));
            }
            [b'.', ..] => drop(data.remove(start)),
            _ if data.len() > LARGEST_MAIL => return Ok(None),
            _ => {}
        }
    }
}

// What stands between the angle brackets of `MAIL FROM:<a@b> SIZE=…`.
fn address(line: &str) -> String {
    let rest = line.split_once('<').map_or(line, |(_, rest)| rest);
    rest.split_once('>')
        .map_or(rest, |(address, _)| address)
        .to_owned()
}

async fn answer(stream: &mut BufReader<TcpStream>, text: &str) -> std::io::Result<()> {
    stream.write_all(format!("{text}\r\n").as_bytes()).await?;
    stream.flush().await
}
