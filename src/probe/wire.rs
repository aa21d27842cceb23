//! One DNS question at a time: to the machine's own resolver, or straight to a server in charge.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::tcp::TcpClientStream;
use hickory_resolver::net::udp::UdpClientStream;
use hickory_resolver::net::xfer::{DnsExchange, FirstAnswer};
use hickory_resolver::net::{DnsError, DnsHandle, NetError};
use hickory_resolver::proto::op::{DnsRequestOptions, DnsResponse, Message, Query, ResponseCode};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

use crate::model::text::clean_line;

/// How long one server may think.
const PATIENCE: Duration = Duration::from_secs(3);
const DNS_PORT: u16 = 53;

/// Which servers are asked.
#[derive(Clone, Debug, Default)]
pub(super) enum Route {
    /// Those of the machine's settings, read anew for every poll: a laptop moves between networks.
    #[default]
    System,
    Given {
        resolvers: Vec<SocketAddr>,
        port: u16,
    },
}

/// Why DNS gave no answer, in plain words. Says nothing about what exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown(pub(super) String);

/// What a server in charge said.
#[derive(Clone, Debug)]
pub(super) enum Reply {
    Records(Vec<Record>),
    /// Others are in charge of a part of the zone.
    Referral {
        zone: Name,
        hosts: Vec<Name>,
    },
    /// It does not serve the name.
    Lame,
}

/// Both ways of asking.
pub(super) struct Wire {
    resolver: TokioResolver,
    port: u16,
}

impl Wire {
    pub(super) fn open(route: &Route) -> Result<Self, Unknown> {
        let provider = TokioRuntimeProvider::default();
        let (builder, port) = match route {
            Route::System => (TokioResolver::builder_tokio().map_err(|error| unknown(&error))?, DNS_PORT),
            Route::Given { resolvers, port } => {
                let servers = resolvers.iter().map(|server| name_server(*server)).collect();
                (TokioResolver::builder_with_config(ResolverConfig::from_name_servers(servers), provider), *port)
            }
        };
        let mut options = ResolverOpts::default();
        options.cache_size = 0;
        options.timeout = PATIENCE;
        options.attempts = 1;
        options.use_hosts_file = ResolveHosts::Never;
        let resolver = builder.with_options(options).build().map_err(|error| unknown(&error))?;
        Ok(Self { resolver, port })
    }

    /// The records of `name` as the machine's own resolver sees them; none when it says that there are none.
    pub(super) async fn resolve(&self, name: &Name, kind: RecordType) -> Result<Vec<RData>, Unknown> {
        match self.resolver.lookup(name.clone(), kind).await {
            Ok(lookup) => Ok(lookup
                .answers()
                .iter()
                .map(|record| (&record.name, &record.data))
                .filter_map(owned_by(name, kind))
                .collect()),
            Err(NetError::Dns(DnsError::NoRecordsFound(none)))
                if matches!(none.response_code, ResponseCode::NXDomain | ResponseCode::NoError) =>
            {
                Ok(Vec::new())
            }
            Err(error) => Err(unknown(&error)),
        }
    }

    /// What the server at `address` itself knows about `name`: no cache, no recursion.
    pub(super) async fn ask(&self, address: IpAddr, name: &Name, kind: RecordType) -> Result<Reply, Unknown> {
        let server = SocketAddr::new(address, self.port);
        let udp =
            UdpClientStream::builder(server, TokioRuntimeProvider::default()).with_timeout(Some(PATIENCE)).exchange();
        let mut message = exchange(&udp, name, kind).await?;
        if message.metadata.truncation {
            let tcp = TcpClientStream::exchange(server, None, PATIENCE, None, TokioRuntimeProvider::default()).await;
            message = exchange(&tcp.map_err(|error| unknown(&error))?, name, kind).await?;
        }
        reply(message, name)
    }
}

/// Answers about an address may come with the aliases that led there: for addresses all count, else the name's own.
fn owned_by<'a>(name: &'a Name, kind: RecordType) -> impl FnMut((&'a Name, &'a RData)) -> Option<RData> {
    let addresses = matches!(kind, RecordType::A | RecordType::AAAA);
    move |(owner, data)| (data.record_type() == kind && (addresses || owner == name)).then(|| data.clone())
}

fn name_server(server: SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].into_iter().map(|mut connection| {
        connection.port = server.port();
        connection
    });
    NameServerConfig::new(server.ip(), true, connections.collect())
}

async fn exchange(
    exchange: &DnsExchange<TokioRuntimeProvider>,
    name: &Name,
    kind: RecordType,
) -> Result<Message, Unknown> {
    let mut options = DnsRequestOptions::default();
    options.recursion_desired = false;
    let answer = exchange.lookup(Query::query(name.clone(), kind), options).first_answer().await;
    answer.map(DnsResponse::into_message).map_err(|error| unknown(&error))
}

/// A server that is not in charge may still know: some networks answer every DNS question themselves.
fn reply(message: Message, name: &Name) -> Result<Reply, Unknown> {
    match message.metadata.response_code {
        ResponseCode::NoError | ResponseCode::NXDomain => {}
        ResponseCode::Refused | ResponseCode::NotAuth => return Ok(Reply::Lame),
        code => return Err(Unknown(clean_line(&code.to_string()).to_lowercase())),
    }
    if message.metadata.authoritative || !message.answers.is_empty() {
        return Ok(Reply::Records(message.answers));
    }
    let Some(zone) = message
        .authorities
        .iter()
        .find(|record| record.record_type() == RecordType::NS)
        .map(|record| record.name.clone())
    else {
        return Ok(Reply::Records(Vec::new()));
    };
    if zone.is_root() || !zone.zone_of(name) {
        return Ok(Reply::Lame);
    }
    let hosts = message
        .authorities
        .iter()
        .filter(|record| record.name == zone)
        .filter_map(|record| host(&record.data))
        .collect();
    Ok(Reply::Referral { zone, hosts })
}

/// The server that an NS record names.
pub(super) fn host(data: &RData) -> Option<Name> {
    if let RData::NS(server) = data { Some(server.0.clone()) } else { None }
}

fn unknown(error: &NetError) -> Unknown {
    Unknown(match error {
        NetError::Timeout | NetError::NoConnections => "no answer".to_owned(),
        NetError::Dns(DnsError::ResponseCode(ResponseCode::ServFail)) => {
            "server failure (the domain's delegation or its DNSSEC may be broken)".to_owned()
        }
        other => clean_line(&other.to_string()),
    })
}
