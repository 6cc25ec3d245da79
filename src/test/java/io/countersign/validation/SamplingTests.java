package io.countersign.validation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SamplingTests {

	private static final String SECRET = "0123456789abcdef0123456789abcdef";

	@Test
	void drawsAboutOneInTwenty() {
		long drawn = IntStream.range(0, 20_000)
			.filter((i) -> Sampling.by(SECRET).draws("EA-2027-%06d".formatted(i), 20))
			.count();
		assertThat(drawn).isBetween(850L, 1150L);
	}

	@Test
	void answersTheSameEveryTimeAndOtherwiseByAnotherSecret() {
		Sampling one = Sampling.by(SECRET);
		Sampling other = Sampling.by(SECRET + "x");
		assertThat(IntStream.range(0, 1000).mapToObj((i) -> "EA-2027-%06d".formatted(i)))
			.allMatch((reference) -> one.draws(reference, 20) == Sampling.by(SECRET).draws(reference, 20))
			.anyMatch((reference) -> one.draws(reference, 20) != other.draws(reference, 20));
	}

	@Test
	void drawsEveryOrNone() {
		assertThat(Sampling.by(SECRET).draws("EA-2027-000001", 1)).isTrue();
		assertThat(Sampling.by(SECRET).draws("EA-2027-000001", 0)).isFalse();
		assertThat(Sampling.none().draws("EA-2027-000001", 1)).isFalse();
	}

	@Test
	void refusesAShortSecret() {
		assertThatIllegalArgumentException().isThrownBy(() -> Sampling.by("short"))
			.withMessageContaining("countersign.review.sampling-secret");
	}

	@Test
	void keepsItsSecretInTheDataFolderForItsOwnerOnly(@TempDir Path data) throws Exception {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withUserConfiguration(ValidationConfiguration.class)
			.withPropertyValues("countersign.data=" + data);
		Path file = data.resolve("secrets/review-sampling.key");
		runner.run((context) -> assertThat(context).hasSingleBean(Sampling.class));
		String secret = Files.readString(file);
		assertThat(secret).matches("[0-9A-Za-z+/]{43}=");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
		runner.run((context) -> assertThat(context).hasSingleBean(Sampling.class));
		assertThat(Files.readString(file)).isEqualTo(secret);
		try (var files = Files.list(file.getParent())) {
			assertThat(files).containsExactly(file);
		}
	}

	@Test
	void canBeSwitchedOffButNotInProduction(@TempDir Path data) {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withUserConfiguration(ValidationConfiguration.class)
			.withPropertyValues("countersign.data=" + data);
		runner.run((context) -> assertThat(context.getBean(Sampling.class)).isNotSameAs(Sampling.none()));
		runner.withPropertyValues("countersign.review.sampling=false")
			.run((context) -> assertThat(context.getBean(Sampling.class)).isSameAs(Sampling.none()));
		runner.withPropertyValues("countersign.review.sampling=false", "spring.profiles.active=production")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("countersign.review.sampling=false is for load tests"));
		runner.withPropertyValues("countersign.review.sampling-secret=short")
			.run((context) -> assertThat(context).hasFailed());
	}

}
