local a = { x: b.y, z: 1 }, b = { y: a.z }; [a.x, b.y]
