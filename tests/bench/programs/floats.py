"""Floats: an n-body step, without any module."""


def energy(bodies):
    total = 0.0
    for at, (x, y, z, vx, vy, vz, mass) in enumerate(bodies):
        total += 0.5 * mass * (vx * vx + vy * vy + vz * vz)
        for x2, y2, z2, _, _, _, mass2 in bodies[at + 1 :]:
            total -= mass * mass2 / ((x - x2) ** 2 + (y - y2) ** 2 + (z - z2) ** 2) ** 0.5
    return total


def advance(bodies, step):
    for at, one in enumerate(bodies):
        for other in bodies[at + 1 :]:
            dx, dy, dz = one[0] - other[0], one[1] - other[1], one[2] - other[2]
            pull = step / (dx * dx + dy * dy + dz * dz) ** 1.5
            for axis, d in enumerate((dx, dy, dz)):
                one[3 + axis] -= d * other[6] * pull
                other[3 + axis] += d * one[6] * pull
    for one in bodies:
        for axis in range(3):
            one[axis] += step * one[3 + axis]


planets = [[float(i), i * 0.7 + 1, i * 0.3 - 1, 0.01 * i, 0.02, -0.01 * i, 1.0 / (i + 1)] for i in range(5)]
for _ in range(4_000):
    advance(planets, 0.001)
energy(planets)
