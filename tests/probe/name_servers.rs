//! Name servers on loopback: one address each, all at the same port, over UDP and TCP. The first plays the machine's
//! own resolver, the others are in charge of zones. Addresses other than 127.0.0.1 are there without setup on Linux
//! only.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, NS};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

pub(crate) const RESOLVER: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// How a server behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Willing,
    /// Takes questions and says nothing.
    Silent,
    Fails(ResponseCode),
    /// Over UDP only: the answer does not fit.
    Truncates,
}

#[derive(Default)]
struct Server {
    records: Vec<Record>,
    /// Zones that others are in charge of.
    delegations: Vec<Record>,
    mood: Mood,
}

type Servers = Arc<Mutex<HashMap<Ipv4Addr, Server>>>;

/// All of them; they end with the process.
pub(crate) struct NameServers {
    pub(crate) port: u16,
    servers: Servers,
}

impl NameServers {
    pub(crate) fn start(addresses: &[Ipv4Addr]) -> Self {
        let servers: Servers = Arc::default();
        let (port, sockets) = (0..50).find_map(|_| bind(addresses)).expect("a port that is free everywhere");
        for (address, udp, tcp) in sockets {
            servers.lock().unwrap().insert(address, Server::default());
            let (mine, also) = (Arc::clone(&servers), Arc::clone(&servers));
            std::thread::spawn(move || serve_udp(&udp, address, &mine));
            std::thread::spawn(move || serve_tcp(&tcp, address, &also));
        }
        Self { port, servers }
    }

    pub(crate) fn resolver(&self) -> SocketAddr {
        SocketAddr::new(RESOLVER.into(), self.port)
    }

    /// Adds `name TYPE value`.
    pub(crate) fn add(&self, server: Ipv4Addr, record: &str) {
        self.server(server, |server| server.records.push(parse(record)));
    }

    pub(crate) fn delegate(&self, server: Ipv4Addr, record: &str) {
        self.server(server, |server| server.delegations.push(parse(record)));
    }

    pub(crate) fn clear(&self, server: Ipv4Addr) {
        self.server(server, |server| server.records.clear());
    }

    pub(crate) fn mood(&self, server: Ipv4Addr, mood: Mood) {
        self.server(server, |server| server.mood = mood);
    }

    fn server(&self, address: Ipv4Addr, change: impl FnOnce(&mut Server)) {
        change(self.servers.lock().unwrap().get_mut(&address).expect("a server that was started"));
    }
}

type Sockets = Vec<(Ipv4Addr, UdpSocket, TcpListener)>;

fn bind(addresses: &[Ipv4Addr]) -> Option<(u16, Sockets)> {
    let mut port = 0;
    let mut sockets = Vec::new();
    for address in addresses {
        let udp = UdpSocket::bind((*address, port)).ok()?;
        port = udp.local_addr().ok()?.port();
        sockets.push((*address, udp, TcpListener::bind((*address, port)).ok()?));
    }
    Some((port, sockets))
}

fn name(text: &str) -> Name {
    let mut name = Name::from_str_relaxed(text).unwrap();
    name.set_fqdn(true);
    name
}

fn parse(record: &str) -> Record {
    let [owner, kind, value] = record.splitn(3, ' ').collect::<Vec<_>>().try_into().expect("`name TYPE value`");
    let data = match kind {
        "A" => RData::A(A(value.parse().unwrap())),
        "AAAA" => RData::AAAA(AAAA(value.parse().unwrap())),
        "CNAME" => RData::CNAME(CNAME(name(value))),
        "NS" => RData::NS(NS(name(value))),
        other => panic!("no {other} here"),
    };
    Record::from_rdata(name(owner), 60, data)
}

fn serve_udp(socket: &UdpSocket, address: Ipv4Addr, servers: &Servers) {
    let mut buffer = [0; 4096];
    while let Ok((length, from)) = socket.recv_from(&mut buffer) {
        if let Some(mut reply) = reply(&buffer[..length], address, servers) {
            if servers.lock().unwrap()[&address].mood == Mood::Truncates {
                reply.answers.clear();
                reply.metadata.truncation = true;
            }
            socket.send_to(&reply.to_vec().unwrap(), from).unwrap();
        }
    }
}

fn serve_tcp(listener: &TcpListener, address: Ipv4Addr, servers: &Servers) {
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        let mut length = [0; 2];
        while stream.read_exact(&mut length).is_ok() {
            let mut question = vec![0; usize::from(u16::from_be_bytes(length))];
            stream.read_exact(&mut question).unwrap();
            let Some(reply) = reply(&question, address, servers) else { break };
            let bytes = reply.to_vec().unwrap();
            stream.write_all(&u16::try_from(bytes.len()).unwrap().to_be_bytes()).unwrap();
            stream.write_all(&bytes).unwrap();
        }
    }
}

fn reply(question: &[u8], address: Ipv4Addr, servers: &Servers) -> Option<Message> {
    let question = Message::from_vec(question).unwrap();
    let query = question.queries[0].clone();
    let servers = servers.lock().unwrap();
    let server = &servers[&address];
    let mut reply = Message::response(question.metadata.id, OpCode::Query);
    reply.metadata.recursion_desired = question.metadata.recursion_desired;
    reply.metadata.recursion_available = address == RESOLVER;
    assert_eq!(question.metadata.recursion_desired, address == RESOLVER, "only the resolver is asked to search");
    reply.add_query(query.clone());
    match server.mood {
        Mood::Silent => return None,
        Mood::Fails(code) => {
            reply.metadata.response_code = code;
            return Some(reply);
        }
        Mood::Willing | Mood::Truncates => {}
    }
    let below: Vec<Record> =
        server.delegations.iter().filter(|record| record.name.zone_of(query.name())).cloned().collect();
    if !below.is_empty() {
        reply.add_authorities(below);
        return Some(reply);
    }
    reply.metadata.authoritative = address != RESOLVER;
    let mut owner = query.name().clone();
    while let Some(alias) =
        server.records.iter().find(|record| record.name == owner && record.record_type() == RecordType::CNAME)
    {
        reply.add_answer(alias.clone());
        let RData::CNAME(to) = &alias.data else { unreachable!() };
        owner = to.0.clone();
    }
    let found =
        server.records.iter().filter(|record| record.name == owner && record.record_type() == query.query_type());
    reply.add_answers(found.cloned().collect::<Vec<_>>());
    if !server.records.iter().any(|record| query.name().zone_of(&record.name)) {
        reply.metadata.response_code = ResponseCode::NXDomain;
    }
    Some(reply)
}
