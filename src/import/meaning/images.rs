//! What programs images hold, as far as their names say it.

/// Programs that mean something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// PostgreSQL as Docker's official image has it, and with pgvector.
    Postgres,
    Pgvector,
    /// PostgreSQL with other variables or with more in it, such as PostGIS.
    OtherPostgres,
    Mysql,
    Mariadb,
    Redis,
    Valkey,
    /// What speaks Redis's protocol with flags of its own.
    OtherRedis,
    Mongodb,
    /// Keeps data, and is none that is known better.
    OtherStore,
    Minio,
    Traefik,
    Caddy,
    Nginx,
    /// A proxy that finds containers by their variables (`VIRTUAL_HOST`).
    NginxProxy,
    /// Certificates for a proxy, or updates of images: the server does that.
    Helper,
    /// A tool for looking into databases, mail or logs.
    Tool,
    Other,
}

/// A reference apart: path without registry, and tag.
pub(super) fn apart(image: &str) -> (String, String) {
    let name = image.split('@').next().unwrap_or_default();
    let (path, tag) = match name.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => (path, tag),
        _ => (name, ""),
    };
    let path = match path.split_once('/') {
        Some((host, rest)) if host == "localhost" || host.contains(['.', ':']) => rest,
        _ => path,
    };
    let path = path.strip_prefix("docker/library/").or_else(|| path.strip_prefix("library/")).unwrap_or(path);
    (path.to_ascii_lowercase(), tag.to_owned())
}

pub(super) fn family(image: &str) -> Family {
    let (path, _) = apart(image);
    let last = path.rsplit('/').next().unwrap_or_default();
    match path.as_str() {
        "postgres" => return Family::Postgres,
        "pgvector/pgvector" | "ankane/pgvector" => return Family::Pgvector,
        "mysql" | "mysql/mysql-server" => return Family::Mysql,
        "mariadb" => return Family::Mariadb,
        "redis" => return Family::Redis,
        "valkey/valkey" => return Family::Valkey,
        "mongo" => return Family::Mongodb,
        "caddy" => return Family::Caddy,
        "nginx" | "nginxinc/nginx-unprivileged" | "openresty/openresty" => return Family::Nginx,
        _ => {}
    }
    match last {
        "traefik" => Family::Traefik,
        "postgresql" | "postgis" | "timescaledb" | "timescaledb-ha" | "postgresql-repmgr" | "pgvecto-rs"
        | "paradedb" | "postgres" | "citus" | "edgedb" | "vectorchord" | "spilo" | "supabase-postgres" => {
            Family::OtherPostgres
        }
        "keydb" | "dragonfly" | "redis-stack" | "redis-stack-server" | "valkey-bundle" | "redis" | "valkey" => {
            Family::OtherRedis
        }
        "minio" => Family::Minio,
        "nginx-proxy" | "docker-gen" => Family::NginxProxy,
        "acme-companion"
        | "certbot"
        | "watchtower"
        | "docker-letsencrypt-nginx-proxy-companion"
        | "letsencrypt"
        | "autoheal"
        | "docker-autoheal"
        | "diun"
        | "ouroboros"
        | "https-portal" => Family::Helper,
        "adminer" | "phpmyadmin" | "pgadmin4" | "mailhog" | "mailpit" | "maildev" | "mailcatcher" | "dozzle"
        | "redis-commander" | "redisinsight" | "mongo-express" | "flower" | "pgweb" | "pghero" | "bull-board"
        | "jaeger" | "all-in-one" | "prometheus" | "node-exporter" | "cadvisor" | "inbucket" | "asynqmon" => {
            Family::Tool
        }
        _ if last.starts_with("postgres") && !last.contains("backup") => Family::OtherPostgres,
        _ if STORES.contains(&last) => Family::OtherStore,
        _ => Family::Other,
    }
}

const STORES: [&str; 41] = [
    "clickhouse",
    "clickhouse-server",
    "elasticsearch",
    "opensearch",
    "meilisearch",
    "typesense",
    "qdrant",
    "weaviate",
    "milvus",
    "chroma",
    "rabbitmq",
    "kafka",
    "zookeeper",
    "nats",
    "nats-streaming",
    "memcached",
    "influxdb",
    "couchdb",
    "cassandra",
    "scylla",
    "neo4j",
    "cockroach",
    "surrealdb",
    "etcd",
    "redpanda",
    "mongodb",
    "mongodb-community-server",
    "mssql-server",
    "mssql",
    "server-jre",
    "arangodb",
    "solr",
    "vespa",
    "questdb",
    "victoria-metrics",
    "percona",
    "percona-server",
    "infinity",
    "gotenberg",
    "tika",
    "manticore",
];

/// Ports of databases and the like: whoever reaches them reaches the data.
pub(super) const INNER_PORTS: [u16; 22] = [
    1433, 2181, 3306, 4222, 5432, 5433, 5672, 5984, 6333, 6334, 6379, 7474, 7687, 7700, 8123, 9042, 9092, 9200, 9300,
    9440, 11211, 27017,
];

/// Ports at which well-known images speak http by themselves (their documentation, "EXPOSE" of their Dockerfiles).
const WEB_PORTS: [(&str, u16); 38] = [
    ("nginx", 80),
    ("httpd", 80),
    ("caddy", 80),
    ("wordpress", 80),
    ("nextcloud", 80),
    ("drupal", 80),
    ("joomla", 80),
    ("matomo", 80),
    ("phpmyadmin", 80),
    ("freshrss", 80),
    ("vaultwarden", 80),
    ("ghost", 2368),
    ("n8n", 5678),
    ("grafana", 3000),
    ("grafana-oss", 3000),
    ("gitea", 3000),
    ("forgejo", 3000),
    ("metabase", 3000),
    ("umami", 3000),
    ("logto", 3001),
    ("uptime-kuma", 3001),
    ("minio", 9001),
    ("mattermost-team-edition", 8065),
    ("mattermost-enterprise-edition", 8065),
    ("keycloak", 8080),
    ("adminer", 8080),
    ("miniflux", 8080),
    ("nocodb", 8080),
    ("strapi", 1337),
    ("directus", 8055),
    ("jellyfin", 8096),
    ("portainer-ce", 9000),
    ("home-assistant", 8123),
    ("listmonk", 9000),
    ("immich-server", 2283),
    ("node-red", 1880),
    ("tomcat", 8080),
    ("redmine", 3000),
];

pub(super) fn web_port(image: &str) -> Option<u16> {
    let (path, _) = apart(image);
    let last = path.rsplit('/').next().unwrap_or_default();
    WEB_PORTS.iter().find(|(name, _)| *name == last).map(|(_, port)| *port)
}

/// MB that a program usually needs; 0 where nobody knows.
pub(super) fn memory_mb(image: &str) -> u32 {
    let (path, _) = apart(image);
    let last = path.rsplit('/').next().unwrap_or_default();
    match last {
        "gitlab-ce" | "gitlab-ee" | "sentry" => 4096,
        "elasticsearch" | "opensearch" | "ollama" | "mssql-server" | "milvus" | "onlyoffice" | "documentserver" => 2048,
        "clickhouse-server" | "clickhouse" | "kafka" | "keycloak" | "nexus3" | "sonarqube" | "metabase"
        | "superset" | "neo4j" | "cassandra" | "vespa" => 1024,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_by_the_names_of_their_images() {
        for (image, wanted) in [
            ("postgres:16-alpine", Family::Postgres),
            ("docker.io/library/postgres", Family::Postgres),
            ("public.ecr.aws/docker/library/postgres:17", Family::Postgres),
            ("pgvector/pgvector:pg16", Family::Pgvector),
            ("postgis/postgis:16-3.4", Family::OtherPostgres),
            ("bitnami/postgresql:15", Family::OtherPostgres),
            ("prodrigestivill/postgres-backup-local", Family::Other),
            ("docker.dragonflydb.io/dragonflydb/dragonfly", Family::OtherRedis),
            ("eqalpha/keydb", Family::OtherRedis),
            ("valkey/valkey@sha256:aa", Family::Valkey),
            ("mongo:7", Family::Mongodb),
            ("traefik:v3", Family::Traefik),
            ("nginxproxy/acme-companion", Family::Helper),
            ("ghcr.io/example/app", Family::Other),
            ("localhost:5000/mysql:8", Family::Mysql),
        ] {
            assert_eq!(family(image), wanted, "{image}");
        }
        assert_eq!(apart("a.b:5000/c/d:1.2"), ("c/d".to_owned(), "1.2".to_owned()));
    }
}
