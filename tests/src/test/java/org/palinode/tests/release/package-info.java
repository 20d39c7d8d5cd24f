/**
 * What a release needs and a build can check: complete POMs, one version everywhere, licences that go together, and a NOTICE that names what
 * comes along. {@code ./palinode release} checks the rest; docs/design/releasing.md tells of both.
 */
package org.palinode.tests.release;
