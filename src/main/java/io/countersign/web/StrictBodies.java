package io.countersign.web;

import java.util.List;

import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;

import org.springframework.boot.autoconfigure.jackson.Jackson2ObjectMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A number or a truth where a text belongs is a mistake of the sender, not a text. */
@Configuration(proxyBeanMethods = false)
class StrictBodies {

	@Bean
	Jackson2ObjectMapperBuilderCustomizer textsAreTexts() {
		return (builder) -> builder.postConfigurer((mapper) -> List
			.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)
			.forEach((shape) -> mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail)));
	}

}
