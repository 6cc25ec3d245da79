package io.countersign.engine;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

@EngineTest
class ModelDeployerTests {

	@Autowired
	private ModelDeployer deployer;

	@Test
	void deploysNothingTwice() {
		assertThat(this.deployer.deployed()).contains("agreement-execution");
		assertThat(this.deployer.deploy()).isEmpty();
	}

}
