package io.countersign.validation;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings {@code countersign.review.*}.
 *
 * @param sampling whether clean packages are drawn for a second look; switched off for
 * load tests only, never in production
 * @param samplingSecret what the draw depends on, so that nobody outside can foretell it:
 * at least 32 characters, the same on every node; absent: one is made at the first start
 * and kept in the data folder
 */
@ConfigurationProperties("countersign.review")
record ReviewProperties(@DefaultValue("true") boolean sampling, String samplingSecret) {
}
