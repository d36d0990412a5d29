//! Connections that can be ended rudely: hung up in the middle of a response, or reset.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

const OPEN: u8 = 0;
const HUNG_UP: u8 = 1;
const RESET: u8 = 2;

/// How this connection ends; shared by the connection and the calls that come over it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ending(Arc<AtomicU8>);

impl Ending {
    pub(crate) fn hang_up(&self) {
        self.0.store(HUNG_UP, Ordering::SeqCst);
    }

    pub(crate) fn reset(&self) {
        self.0.store(RESET, Ordering::SeqCst);
    }

    /// Once the end is decided nothing more is written, not even a response's head.
    fn check(&self) -> io::Result<()> {
        match self.0.load(Ordering::SeqCst) {
            OPEN => Ok(()),
            _ => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }
}

pub(crate) struct ScriptedListener(pub(crate) TcpListener);

impl Listener for ScriptedListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        // With Nagle's algorithm events would wait for each other. If it fails the stream is only slower.
        let _ = stream.set_nodelay(true);
        (
            Connection {
                stream,
                ending: Ending::default(),
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

pub(crate) struct Connection {
    stream: TcpStream,
    ending: Ending,
}

impl Connected<IncomingStream<'_, ScriptedListener>> for Ending {
    fn connect_info(stream: IncomingStream<'_, ScriptedListener>) -> Self {
        stream.io().ending.clone()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.ending.0.load(Ordering::SeqCst) == RESET {
            // A close without linger is a reset on the wire.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.ending.check()?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.ending.check()?;
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.ending.check()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.ending.check()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
