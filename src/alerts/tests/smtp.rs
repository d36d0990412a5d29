//! A mail server that takes one mail a connection and keeps it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mail {
    pub(super) from: String,
    pub(super) to: String,
    /// Headers and body, as they came.
    pub(super) text: String,
}

pub(super) struct SmtpServer {
    pub(super) address: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
}

impl SmtpServer {
    /// Answers recipients with these, one after the other, and takes those that come then.
    pub(super) async fn start(refusals: &'static [&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mails = Arc::new(Mutex::new(Vec::new()));
        let kept = mails.clone();
        tokio::spawn(async move {
            let mut refusals = refusals.iter();
            while let Ok((stream, _)) = listener.accept().await {
                let taken = serve(stream, refusals.next().copied()).await;
                kept.lock().unwrap().extend(taken);
            }
        });
        Self { address, mails }
    }

    pub(super) fn url(&self) -> String {
        format!("smtp://ada:hunter2@{}", self.address)
    }

    pub(super) fn mails(&self) -> Vec<Mail> {
        self.mails.lock().unwrap().clone()
    }
}

/// One conversation; `None` if no mail came of it.
async fn serve(stream: TcpStream, refusal: Option<&str>) -> Option<Mail> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let (mut from, mut to, mut taken) = (String::new(), String::new(), None);
    write.write_all(b"220 mail.test ESMTP\r\n").await.ok()?;
    while let Ok(Some(line)) = lines.next_line().await {
        let reply = match line.split([' ', ':']).next().unwrap() {
            "EHLO" => "250-mail.test\r\n250-8BITMIME\r\n250 AUTH PLAIN",
            "AUTH" => "235 welcome",
            "MAIL" => {
                from = line;
                "250 ok"
            }
            "RCPT" => {
                to = line;
                refusal.unwrap_or("250 ok")
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let mut text = String::new();
                loop {
                    match lines.next_line().await {
                        Ok(Some(line)) if line == "." => break,
                        Ok(Some(line)) => text += &format!("{line}\n"),
                        _ => return None,
                    }
                }
                let (from, to) = (from.clone(), to.clone());
                taken = Some(Mail { from, to, text });
                "250 taken"
            }
            "QUIT" => {
                let _gone = write.write_all(b"221 bye\r\n").await;
                return taken;
            }
            _ => "250 ok",
        };
        write
            .write_all(format!("{reply}\r\n").as_bytes())
            .await
            .ok()?;
    }
    taken
}
