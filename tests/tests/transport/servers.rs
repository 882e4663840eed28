//! The other side: an STS that answers one thing, and proxies that remember what they were asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Either a plain connection or one in TLS.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// First lines and headers, in the order they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn push(&self, head: &str) {
        self.0.lock().expect("no panic").push(head.to_owned());
    }

    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().expect("no panic").clone()
    }

    /// The only one.
    pub(crate) fn one(&self) -> String {
        let all = self.all();
        assert_eq!(all.len(), 1, "{all:?}");
        all.concat()
    }
}

/// What a server does with a connection.
#[derive(Clone)]
pub(crate) enum Role {
    /// Answers every request with an identity.
    Sts,
    /// Takes connections and says nothing.
    Silent,
    /// An HTTP proxy that brings everything here.
    Proxy { to: SocketAddr },
    /// An HTTP proxy that asks for a password.
    Closed,
    /// A SOCKS 5 proxy that takes any name and password, and brings everything here.
    Socks { to: SocketAddr },
}

/// Serves until the test's runtime is dropped.
pub(crate) async fn serve(role: Role, tls: Option<TlsAcceptor>) -> (SocketAddr, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let seen = Seen::default();
    let remembered = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (role, tls, seen) = (role.clone(), tls.clone(), remembered.clone());
            tokio::spawn(async move {
                let stream: Box<dyn Stream> = match tls {
                    None => Box::new(stream),
                    // A client that does not trust the server ends here.
                    Some(tls) => match tls.accept(stream).await {
                        Ok(stream) => Box::new(stream),
                        Err(_) => return,
                    },
                };
                converse(role, stream, &seen).await;
            });
        }
    });
    (address, seen)
}

async fn converse(role: Role, mut stream: Box<dyn Stream>, seen: &Seen) {
    match role {
        Role::Sts => answer(&mut stream, seen, "200 OK", IDENTITY).await,
        Role::Closed => answer(&mut stream, seen, "407 Proxy Authentication Required", "").await,
        Role::Silent => {
            let _ = stream.read(&mut [0; 1]).await;
            std::future::pending::<()>().await;
        }
        Role::Proxy { to } => {
            let (head, rest) = request(&mut stream).await;
            seen.push(&head);
            let mut target = TcpStream::connect(to).await.expect("the server");
            if head.starts_with("CONNECT ") {
                stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.expect("the client");
            } else {
                target.write_all(&[head.as_bytes(), rest.as_slice()].concat()).await.expect("the server");
            }
            let _ = copy_bidirectional(&mut stream, &mut target).await;
        }
        Role::Socks { to } => {
            seen.push(&socks(&mut stream).await);
            let mut target = TcpStream::connect(to).await.expect("the server");
            let _ = copy_bidirectional(&mut stream, &mut target).await;
        }
    }
}

async fn answer(stream: &mut Box<dyn Stream>, seen: &Seen, status: &str, body: &str) {
    let (head, mut rest) = request(stream).await;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    while rest.len() < length.unwrap_or(0) {
        if stream.read_buf(&mut rest).await.unwrap_or(0) == 0 {
            return;
        }
    }
    seen.push(&head);
    let response = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
    let _ = stream.write_all(response.as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// The first line with the headers, and what came of the body.
async fn request(stream: &mut Box<dyn Stream>) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return (String::from_utf8(bytes).expect("headers are text"), rest);
        }
        if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return (String::new(), Vec::new());
        }
    }
}

// RFC 1928 and RFC 1929: the greeting, a name with its password, and where to connect, `user:password@host:port`.
async fn socks(stream: &mut Box<dyn Stream>) -> String {
    async fn take(stream: &mut Box<dyn Stream>, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        stream.read_exact(&mut bytes).await.expect("the client");
        bytes
    }
    async fn text(stream: &mut Box<dyn Stream>) -> String {
        let length = take(stream, 1).await[0];
        String::from_utf8(take(stream, length.into()).await).expect("text")
    }
    let methods = take(stream, 2).await[1];
    take(stream, methods.into()).await;
    stream.write_all(&[5, 2]).await.expect("the client");
    take(stream, 1).await;
    let (user, password) = (text(stream).await, text(stream).await);
    stream.write_all(&[1, 0]).await.expect("the client");
    assert_eq!(take(stream, 4).await, [5, 1, 0, 3], "CONNECT to a name");
    let host = text(stream).await;
    let port = take(stream, 2).await;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await.expect("the client");
    format!("{user}:{password}@{host}:{}", u16::from_be_bytes([port[0], port[1]]))
}

const IDENTITY: &str = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
    <Arn>arn:aws:iam::123456789012:user/me</Arn><UserId>AIDA</UserId><Account>123456789012</Account>\
    </GetCallerIdentityResult></GetCallerIdentityResponse>";
