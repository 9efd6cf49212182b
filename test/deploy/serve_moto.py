"""Starts moto with the plug-in: `python serve_moto.py <port>`, on the loopback interface only."""

import os
import sys

from moto_plugin.unused import stand_in


def main() -> None:
    port = sys.argv[1]
    # The rows of the plug-in call moto's own API, as CloudFormation calls AWS's.
    os.environ.update(
        AWS_ENDPOINT_URL=f"http://localhost:{port}",
        AWS_ACCESS_KEY_ID="deploy-test",
        AWS_SECRET_ACCESS_KEY="deploy-test",
        AWS_CONFIG_FILE=os.devnull,
        AWS_SHARED_CREDENTIALS_FILE=os.devnull,
        # The bootstrap's roles name managed policies.
        MOTO_IAM_LOAD_MANAGED_POLICIES="true",
    )
    stand_in()

    from moto.server import main as serve

    from moto_plugin.partiql import forget_partiql
    from moto_plugin.stacks import install

    install()
    forget_partiql()
    serve(["-H", "127.0.0.1", "-p", port])


main()
