# Builds jinqiu with optimisation, and leaves it alone in a small image that does not run as root.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --package api

FROM debian:bookworm-slim
# pg_dump and pg_restore, for `jinqiu backup` and `jinqiu restore` on PostgreSQL; the font that papers are printed in.
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --no-create-home jinqiu \
    && install -d -o jinqiu -g jinqiu -m 0700 /data
COPY --from=build /src/target/release/jinqiu /usr/local/bin/jinqiu
ENV JINQIU_LISTEN=0.0.0.0:8080 JINQIU_DATA_DIR=/data
USER jinqiu
# The SQLite file where there is no PostgreSQL, the sealed attachments, and the key file.
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["jinqiu"]
CMD ["serve"]
