//! An endpoint that answers as it is told and keeps what was posted.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

#[derive(Clone, Debug)]
pub(super) struct Post {
    /// Names in lower case.
    pub(super) headers: HashMap<String, String>,
    pub(super) body: String,
}

/// How the next post is answered; with 204 once they have been used up.
pub(super) enum Reply {
    Head(&'static str),
    /// Not at all.
    Silence,
}

pub(super) struct Receiver {
    pub(super) address: SocketAddr,
    posts: Arc<Mutex<Vec<Post>>>,
    came: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Receiver {
    pub(super) async fn start(replies: Vec<Reply>) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), replies).await
    }

    pub(super) async fn at(address: SocketAddr, replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let posts = Arc::new(Mutex::new(Vec::new()));
        let came = Arc::new(Notify::new());
        let (kept, ring) = (posts.clone(), came.clone());
        let task = tokio::spawn(async move {
            let (mut replies, mut open) = (replies.into_iter(), Vec::new());
            while let Ok((stream, _)) = listener.accept().await {
                let (post, mut stream) = read(stream).await;
                kept.lock().unwrap().push(post);
                ring.notify_one();
                let head = match replies.next() {
                    None => "204 No Content",
                    Some(Reply::Head(head)) => head,
                    Some(Reply::Silence) => {
                        open.push(stream);
                        continue;
                    }
                };
                let head = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\n\r\n");
                let _gone = stream.write_all(head.as_bytes()).await;
            }
        });
        Self {
            address,
            posts,
            came,
            task,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/hook?key=s3cret", self.address)
    }

    pub(super) fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }

    pub(super) async fn came(&self) {
        self.came.notified().await;
    }

    /// Gives the address free again.
    pub(super) async fn stop(self) -> SocketAddr {
        self.task.abort();
        let _aborted = self.task.await;
        self.address
    }
}

async fn read(stream: TcpStream) -> (Post, TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).await.unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(": ") {
            headers.insert(name.to_lowercase(), value.trim().to_owned());
        }
    }
    let length = headers["content-length"].parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).await.unwrap();
    let body = String::from_utf8(body).unwrap();
    (Post { headers, body }, reader.into_inner())
}
