package io.countersign.engine;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.ResourceReport;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.ResourcePatternResolver;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deploys the models of {@code processes/} and {@code forms/} before the web server takes
 * its first request: one deployment for each process with all that belongs to it, and
 * only where something in it has changed. All or nothing: one transaction, and a broken
 * model stops the start.
 * <p>
 * What a process owner deployed in between stays the newest version until the file here
 * changes: compared is with the last deployment of this deployer, not with the newest.
 */
class ModelDeployer implements SmartInitializingSingleton {

	private static final Logger log = LoggerFactory.getLogger(ModelDeployer.class);

	private static final List<String> PATTERNS = List.of("processes/**/*.bpmn", "processes/**/*.dmn",
			"forms/**/*.form");

	/** Marks our deployments; what follows is the hash of the bundle's contents. */
	private static final String SOURCE = "countersign:";

	/** Names the one lock that nodes starting together take in turn. */
	private static final long LOCK = 0x436f756e74657273L;

	private final RepositoryService repository;

	private final ResourcePatternResolver resources;

	private final JdbcTemplate jdbc;

	private final TransactionTemplate transaction;

	private final SystemRights system;

	private final EngineDecisions decisions;

	private final String root;

	private volatile List<String> deployed = List.of();

	/**
	 * Creates the deployer.
	 * @param root where the folders {@code processes} and {@code forms} are, for instance
	 * {@code classpath*:}
	 */
	ModelDeployer(RepositoryService repository, ResourcePatternResolver resources, JdbcTemplate jdbc,
			TransactionTemplate transaction, SystemRights system, EngineDecisions decisions, String root) {
		this.repository = repository;
		this.resources = resources;
		this.jdbc = jdbc;
		this.transaction = transaction;
		this.system = system;
		this.decisions = decisions;
		this.root = root;
	}

	@Override
	public void afterSingletonsInstantiated() {
		deploy();
	}

	/**
	 * Deploys every bundle that differs from its last deployment.
	 * @return the names of the bundles that got a new version
	 * @throws BrokenModelException if any model is broken; nothing is deployed then
	 */
	List<String> deploy() {
		List<ModelBundle> bundles = ModelBundles.of(files());
		List<String> changed = this.system.call(() -> this.transaction.execute((status) -> {
			this.jdbc.query("select pg_advisory_xact_lock(?)", (row) -> {
			}, LOCK);
			return bundles.stream().filter(this::differs).map(this::deploy).toList();
		}));
		this.decisions.forget();
		this.deployed = bundles.stream().map(ModelBundle::name).toList();
		log.info("Models: {} bundles, new versions of {}", bundles.size(), changed.isEmpty() ? "none" : changed);
		return changed;
	}

	/** The bundles in use; empty until the first deployment has succeeded. */
	List<String> deployed() {
		return this.deployed;
	}

	private boolean differs(ModelBundle bundle) {
		Stream<Deployment> ours = this.repository.createDeploymentQuery()
			.deploymentName(bundle.name())
			.orderByDeploymentTime()
			.desc()
			.list()
			.stream()
			.filter((deployment) -> deployment.getSource() != null && deployment.getSource().startsWith(SOURCE));
		return ours.findFirst().map((last) -> !last.getSource().equals(SOURCE + bundle.contentHash())).orElse(true);
	}

	private String deploy(ModelBundle bundle) {
		DeploymentBuilder deployment = this.repository.createDeployment()
			.name(bundle.name())
			.source(SOURCE + bundle.contentHash());
		bundle.resources()
			.forEach((name, content) -> deployment.addInputStream(name, new ByteArrayInputStream(content)));
		try {
			deployment.deploy();
		}
		catch (ParseException ex) {
			throw new BrokenModelException(problems(ex), ex);
		}
		catch (RuntimeException ex) {
			throw new BrokenModelException(
					List.of("%s: %s".formatted(String.join(", ", bundle.resources().keySet()), innermost(ex))), ex);
		}
		return bundle.name();
	}

	private static List<String> problems(ParseException failure) {
		List<String> problems = new ArrayList<>();
		for (ResourceReport report : failure.getResorceReports()) {
			for (Problem problem : report.getErrors()) {
				String element = (problem.getMainElementId() != null) ? "element " + problem.getMainElementId()
						: "line " + problem.getLine();
				problems.add("%s, %s: %s".formatted(report.getResourceName(), element, problem.getMessage()));
			}
		}
		return problems;
	}

	private static String innermost(Throwable failure) {
		Throwable innermost = failure;
		while (innermost.getCause() != null) {
			innermost = innermost.getCause();
		}
		return innermost.getMessage();
	}

	private Map<String, byte[]> files() {
		Map<String, byte[]> files = new TreeMap<>();
		try {
			for (String pattern : PATTERNS) {
				for (Resource resource : this.resources.getResources(this.root + pattern)) {
					String name = stableName(resource);
					if (files.put(name, resource.getContentAsByteArray()) != null) {
						throw new BrokenModelException(List.of(name + ": the class path holds two of it"), null);
					}
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return files;
	}

	/*
	 * The part of the address that is the same in the IDE, under Maven and in the jar:
	 * from the last folder named processes or forms.
	 */
	private static String stableName(Resource resource) throws IOException {
		String address = URLDecoder.decode(resource.getURL().toString(), StandardCharsets.UTF_8);
		int start = Math.max(address.lastIndexOf("/processes/"), address.lastIndexOf("/forms/"));
		return address.substring(start + 1);
	}

}
