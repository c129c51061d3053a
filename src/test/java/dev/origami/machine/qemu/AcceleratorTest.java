package dev.origami.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceleratorTest {
    @ParameterizedTest
    @CsvSource({
        "'processor\t: 0\nflags\t\t: fpu vme vmx ssse3\nbugs\t\t: spectre_v1', true",
        "'flags\t\t: fpu svm', true",
        "'flags\t\t: fpu vme ssse3\nvmx flags\t: vnmi\n', false",
        "'flags\t\t: fpu svm_lock xvmx\nbugs\t\t: vmx', false",
        "'Features\t: fp asimd', false",
    })
    void kvmNeedsAProcessorThatHasVirtualization(String cpuInfo, boolean expected) {
        assertThat(Accelerator.hasVirtualization(cpuInfo)).isEqualTo(expected);
    }
}
