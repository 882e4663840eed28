//! An HTTP/1.1 server on a loopback port, for tests of any kind: it runs on a thread and a runtime of its own,
//! so the test may be synchronous, or asynchronous on whatever runtime it likes.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::sync::oneshot;

use super::ReceivedRequest;

/// Longer bodies are answered with 413.
const BODY_LIMIT: usize = 1024 * 1024;

/// An HTTP/1.1 server on a free port of 127.0.0.1 that lives as long as this value: dropping it closes its
/// connections and waits for its thread.
pub struct LoopbackServer {
    address: SocketAddr,
    log: Arc<Mutex<Vec<ReceivedRequest>>>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A response carrying this extension is not sent: the server closes the connection instead, as a peer does
/// that dies in the middle of a call.
#[derive(Debug, Clone, Copy)]
pub struct DropConnection;

type Handler = dyn Fn(ReceivedRequest) -> Response<Bytes> + Send + Sync;

impl LoopbackServer {
    /// Starts a server that answers each request with what `handler` returns for it. The handler runs on the
    /// server's thread, one request at a time. If it panics, the connection of that request is closed and
    /// the server goes on.
    ///
    /// # Errors
    ///
    /// The system's, when no port or no thread is to be had.
    pub fn start(handler: impl Fn(ReceivedRequest) -> Response<Bytes> + Send + Sync + 'static) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
        let listener = {
            let _guard = runtime.enter();
            tokio::net::TcpListener::from_std(listener)?
        };
        let log = Arc::new(Mutex::new(Vec::new()));
        let service = Arc::new(Service { handler: Box::new(handler), log: Arc::clone(&log) });
        let (stop, stopped) = oneshot::channel();
        let thread = thread::Builder::new().name("loopback-server".to_owned()).spawn(move || {
            runtime.spawn(accept(listener, service));
            // An error says that the sender is gone, which is the end as well.
            drop(runtime.block_on(stopped));
            // With the runtime go its tasks, and with them the connections.
        })?;
        Ok(Self { address, log, stop: Some(stop), thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`, without a path.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Every request so far in the order in which they were complete, those refused with 413 excepted.
    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for LoopbackServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // A receiver that is gone has stopped already.
            let _ = stop.send(());
        }
        // The last owner may be the handler itself; a thread cannot wait for its own end.
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            drop(thread.join());
        }
    }
}

impl fmt::Debug for LoopbackServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoopbackServer").field("url", &self.url()).finish_non_exhaustive()
    }
}

struct Service {
    handler: Box<Handler>,
    log: Arc<Mutex<Vec<ReceivedRequest>>>,
}

async fn accept(listener: tokio::net::TcpListener, service: Arc<Service>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The peer was gone before it was accepted, or descriptors ran out: neither ends the server.
            tokio::task::yield_now().await;
            continue;
        };
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            let answer = service_fn(|request| service.answer(request));
            // A client that breaks off, or a dropped connection: both are ends that a test may want.
            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await);
        });
    }
}

impl Service {
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Dropped> {
        let (head, body) = request.into_parts();
        let body = match Limited::new(body, BODY_LIMIT).collect().await {
            Ok(body) => body.to_bytes(),
            Err(cause) if cause.is::<LengthLimitError>() => {
                return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE));
            }
            Err(_) => return Ok(plain(StatusCode::BAD_REQUEST)),
        };
        let received = ReceivedRequest {
            method: head.method.as_str().to_owned(),
            target: target(&head.uri),
            headers: head
                .headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                .collect(),
            body,
        };
        self.log.lock().unwrap_or_else(PoisonError::into_inner).push(received.clone());
        let response = (self.handler)(received);
        if response.extensions().get::<DropConnection>().is_some() {
            return Err(Dropped);
        }
        Ok(response.map(Full::new))
    }
}

fn target(uri: &http::Uri) -> String {
    match uri.path_and_query() {
        Some(target) if uri.authority().is_none() => target.as_str().to_owned(),
        _ => uri.to_string(),
    }
}

fn plain(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

#[derive(Debug)]
struct Dropped;

impl fmt::Display for Dropped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the handler asked for the connection to be closed")
    }
}

impl std::error::Error for Dropped {}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    use super::*;

    fn connect(server: &LoopbackServer) -> TcpStream {
        TcpStream::connect(server.url().strip_prefix("http://").unwrap()).unwrap()
    }

    fn read_until(stream: &mut TcpStream, end: &str) -> String {
        let mut text = Vec::new();
        let mut byte = [0];
        while !text.ends_with(end.as_bytes()) {
            assert_eq!(stream.read(&mut byte).unwrap(), 1, "{}", text.escape_ascii());
            text.push(byte[0]);
        }
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn one_connection_serves_many_requests_and_they_are_recorded_raw() {
        let server =
            LoopbackServer::start(|request| Response::new(Bytes::from(format!("[{}]", request.target)))).unwrap();
        let mut stream = connect(&server);
        for target in ["/?b=2&a=%31", "/x//y/../z"] {
            write!(
                stream,
                "POST {target} HTTP/1.1\r\nHost: h\r\nX-Two: 2\r\nx-one: 1\r\nX-Two: 3\r\nContent-Length: 3\r\n\r\nabc"
            )
            .unwrap();
            let answer = read_until(&mut stream, "]");
            assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
            assert!(answer.ends_with(&format!("[{target}]")), "{answer}");
        }
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0].target, "/?b=2&a=%31");
        assert_eq!(requests[1].target, "/x//y/../z");
        assert_eq!(requests[0].method, "POST");
        assert_eq!(requests[0].body, "abc");
        assert_eq!(requests[0].header_values("x-two").collect::<Vec<_>>(), ["2", "3"]);
        assert_eq!(requests[0].header("X-One"), Some("1"));
    }

    #[test]
    fn dropping_the_server_closes_its_connections() {
        let server = LoopbackServer::start(|_| Response::new(Bytes::from_static(b"!"))).unwrap();
        let mut stream = connect(&server);
        write!(stream, "GET / HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
        read_until(&mut stream, "!");
        let address = server.address;
        drop(server);
        assert_eq!(stream.read(&mut [0]).unwrap_or(0), 0);
        assert!(TcpStream::connect(address).is_err());
    }

    #[tokio::test]
    async fn it_can_be_dropped_inside_another_runtime() {
        let server = LoopbackServer::start(|_| Response::new(Bytes::new())).unwrap();
        drop(server);
    }

    #[test]
    fn a_connection_is_dropped_on_request_and_after_a_panic() {
        let server = LoopbackServer::start(|request| {
            assert_ne!(request.target, "/panic", "the panic this test is about");
            let mut response = Response::new(Bytes::from_static(b"!"));
            if request.target == "/drop" {
                response.extensions_mut().insert(DropConnection);
            }
            response
        })
        .unwrap();
        for target in ["/drop", "/panic"] {
            let mut stream = connect(&server);
            write!(stream, "GET {target} HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
            let mut answer = Vec::new();
            drop(stream.read_to_end(&mut answer));
            assert_eq!(answer.escape_ascii().to_string(), "", "{target}");
        }
        let mut stream = connect(&server);
        write!(stream, "GET / HTTP/1.1\r\nHost: h\r\n\r\n").unwrap();
        assert!(read_until(&mut stream, "!").starts_with("HTTP/1.1 200"));
    }

    #[test]
    fn the_longest_body_is_accepted_and_the_next_refused() {
        let server =
            LoopbackServer::start(|request| Response::new(Bytes::from(format!("{}!", request.body.len())))).unwrap();
        for (length, status) in [(BODY_LIMIT, "HTTP/1.1 200"), (BODY_LIMIT + 1, "HTTP/1.1 413")] {
            let mut stream = connect(&server);
            write!(stream, "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: {length}\r\n\r\n").unwrap();
            // The server may refuse before it has read everything.
            drop(stream.write_all(&vec![b'x'; length]));
            let mut answer = [0; 12];
            stream.read_exact(&mut answer).unwrap();
            assert_eq!(answer.escape_ascii().to_string(), status);
        }
        assert_eq!(server.requests().len(), 1);
    }
}
