"""Whether it became better: measures and their charts, constraints, friction, lessons."""
