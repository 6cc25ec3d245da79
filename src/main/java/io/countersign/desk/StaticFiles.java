package io.countersign.desk;

import java.time.Duration;

import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.resource.VersionResourceResolver;

/**
 * Serves our own static files. Pages name them by the hash of their content, so that
 * browsers may keep them for good and still never show an old one. What Camunda's web
 * applications load is named without a hash: they add the engine's version to addresses,
 * which stays when ours changes. So browsers ask each time whether it is still the same.
 */
@Configuration(proxyBeanMethods = false)
class StaticFiles implements WebMvcConfigurer {

	@Override
	public void addResourceHandlers(ResourceHandlerRegistry registry) {
		registry.addResourceHandler("/assets/camunda/**")
			.addResourceLocations("classpath:/static/assets/camunda/")
			.setCacheControl(CacheControl.noCache());
		registry.addResourceHandler("/assets/*.svg")
			.addResourceLocations("classpath:/static/assets/")
			.setCacheControl(CacheControl.noCache())
			.resourceChain(true)
			.addResolver(new VersionResourceResolver().addContentVersionStrategy("/**"));
		registry.addResourceHandler("/assets/**")
			.addResourceLocations("classpath:/static/assets/")
			.setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic())
			.resourceChain(true)
			.addResolver(new VersionResourceResolver().addContentVersionStrategy("/**"));
	}

}
