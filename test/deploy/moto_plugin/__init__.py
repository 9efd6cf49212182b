"""Teaches moto's CloudFormation what this project's templates need: see docs/decisions/ on the deployment test."""
