# syntax=docker/dockerfile:1

FROM rust:1.95-bookworm AS builder
WORKDIR /src
COPY . .
# The caches stay on the builder; of the result only the binary is kept.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    --mount=type=cache,target=/src/.tools,sharing=locked \
    cargo xtask build && cp target/release/wizyta /wizyta && mkdir /data

# glibc, root certificates and time zones; no shell, nothing to log in with.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=builder /wizyta /usr/local/bin/wizyta
# Where the SQLite file and the e-mails go unless the settings say otherwise: mount a volume here.
COPY --from=builder --chown=nonroot:nonroot /data /data
WORKDIR /data
VOLUME /data
ENV WIZYTA_BIND=0.0.0.0:8080 WIZYTA_LOG=json
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=4s --start-period=20s --retries=3 \
    CMD ["/usr/local/bin/wizyta", "check-health"]
ENTRYPOINT ["/usr/local/bin/wizyta"]
CMD ["serve"]
