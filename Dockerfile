# `mind serve` as an image: built with a JDK, run on a JRE, as a user without rights.
#
#     docker build -t mind .
#     docker run -p 50051:50051 -p 127.0.0.1:9464:9464 mind
#
# The server speaks plaintext inside the container; put it behind TLS or keep it on a trusted network.

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -pl cli -am -Dmaven.test.skip=true package \
    && mkdir -p /image/lib \
    && cp cli/target/mind-cli-*.jar /image/lib/ \
    && tr ':' '\n' < cli/target/classpath | xargs -I{} cp {} /image/lib/

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/mind --create-home mind
COPY --from=build /image/lib /opt/mind/lib
USER 10001:10001
ENV MIND__LISTEN__HOST=0.0.0.0 \
    MIND__LISTEN__PLAINTEXT=true \
    MIND__METRICS__HOST=0.0.0.0 \
    MIND__STORE__FOLDER=/var/lib/mind/store
VOLUME /var/lib/mind
# 50051 is gRPC; 9464 has /metrics, /livez and /readyz.
EXPOSE 50051 9464
# The image has no HTTP client; bash can speak enough of it.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/9464 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
    "-XX:MaxRAMPercentage=50", "-Dorg.bytedeco.javacpp.cachedir=/var/lib/mind/native", \
    "-cp", "/opt/mind/lib/*", "mind.cli.Main"]
CMD ["serve"]
