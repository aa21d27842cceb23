#!/bin/bash
# stores.sh fill|spoil|show STORE: puts something into a store, ruins it, or prints all that is in it in a fixed order.
set -euo pipefail
cd /data/stores/data
sql() { docker exec -i cloudstead-db-1 psql -qX -v ON_ERROR_STOP=1 -U app shop; }
# shellcheck disable=SC2016 # the container's own variable
my() { docker exec -i cloudstead-maria-1 sh -c 'MYSQL_PWD="$MARIADB_PASSWORD" exec "$@"' sh "$@"; }

fill_db() {
	sql <<-'END'
		CREATE EXTENSION pg_trgm;
		CREATE TABLE photos (id serial PRIMARY KEY, name text UNIQUE, pixels bytea);
		INSERT INTO photos (name, pixels)
			SELECT 'n' || n, decode(md5(n::text), 'hex') FROM generate_series(1, 20000) n;
		CREATE VIEW few AS SELECT * FROM photos WHERE id < 9;
		ALTER DATABASE shop SET search_path TO public, other;
	END
}
spoil_db() {
	sql <<-'END'
		CREATE TABLE later (photo int REFERENCES photos);
		UPDATE photos SET name = 'spoilt' || id;
		DROP VIEW few;
	END
}
show_db() {
	docker exec cloudstead-db-1 pg_dump -U app shop | grep -v restrict # a word of chance
	sql <<<'SHOW search_path'
}

fill_maria() {
	my mariadb -u app shop <<-'END'
		CREATE TABLE photos (id int AUTO_INCREMENT PRIMARY KEY, name varchar(90), pixels blob);
		INSERT INTO photos (name, pixels) SELECT seq, unhex(md5(seq)) FROM seq_1_to_20000;
		CREATE PROCEDURE few() SELECT * FROM photos LIMIT 9;
		CREATE TRIGGER named BEFORE INSERT ON photos FOR EACH ROW SET NEW.name = upper(NEW.name);
	END
}
spoil_maria() {
	my mariadb -u app shop <<-'END'
		CREATE TABLE later (id int);
		DELETE FROM photos WHERE id > 5;
		DROP PROCEDURE few;
	END
}
show_maria() { my mariadb-dump -u app --skip-dump-date --routines --hex-blob shop; }

fill_cache() {
	for number in {1..200}; do echo "SET key$number value$number"; done |
		docker exec -i cloudstead-cache-1 valkey-cli >/dev/null
}
spoil_cache() { printf '%s\n' FLUSHALL 'SET key7 spoilt' | docker exec -i cloudstead-cache-1 valkey-cli; }
show_cache() {
	docker exec cloudstead-cache-1 valkey-cli KEYS '*' | sort | sed 's/^/GET /' |
		docker exec -i cloudstead-cache-1 valkey-cli
}

fill_data() {
	mkdir -p 'a b/c'
	head -c 3000000 /dev/urandom >'a b/c/random'
	ln 'a b/c/random' hard
	ln -s ../hard 'a b/soft'
	truncate -s 9M sparse
	echo x >$'odd\nname'
	chown -R 1000:1001 'a b'
	chmod 640 hard
}
spoil_data() {
	rm -r 'a b'
	echo spoilt >hard
	echo new >later
}
show_data() { tar --sort=name --numeric-owner --acls --xattrs --pax-option=delete=atime,delete=ctime -c .; }

"$1_$2"
