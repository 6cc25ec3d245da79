# syntax=docker/dockerfile:1

# The build: ./mvnw needs the project only, tests have run before an image is made.
FROM eclipse-temurin:17-jdk AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY processes processes
COPY forms forms
COPY docs/samples docs/samples
COPY src src
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp -q package -DskipTests \
    && java -Djarmode=tools -jar target/countersign.jar extract --layers --launcher --destination /layers

# What changes seldom comes first, so that an update moves little.
FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --create-home --home-dir /countersign countersign
WORKDIR /countersign
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/spring-boot-loader/ ./
COPY --from=build /layers/snapshot-dependencies/ ./
COPY --from=build /layers/application/ ./
RUN mkdir data && chown countersign data
USER 10001
ENV COUNTERSIGN_DATA=/countersign/data
VOLUME /countersign/data
EXPOSE 8080
# Asked with what every base image has; the port is the one inside the container.
HEALTHCHECK --interval=10s --timeout=3s --start-period=90s --retries=6 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200'* ]]"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "org.springframework.boot.loader.launch.JarLauncher"]
