"""Makes the scene: blender … --python orbit.py -- FRAMES WIDTH SAMPLES FILE."""
import math
import os
import sys

import bpy

words = sys.argv[sys.argv.index("--") + 1:]
frames, width, samples = (int(word) for word in words[:3])
path = words[3]
BALLS = 9


def material(name, colour, **inputs):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    surface = made.node_tree.nodes["Principled BSDF"]
    surface.inputs["Base Color"].default_value = (*colour, 1)
    for key, value in inputs.items():
        surface.inputs[key.replace("_", " ")].default_value = value
    return made


def ball(place, radius, look, parent=None):
    bpy.ops.mesh.primitive_uv_sphere_add(location=place, radius=radius)
    bpy.ops.object.shade_smooth()
    bpy.context.object.data.materials.append(look)
    bpy.context.object.parent = parent


bpy.ops.wm.read_factory_settings(use_empty=True)
scene = bpy.context.scene

glow = bpy.data.materials.new("glow")
glow.use_nodes = True
nodes = glow.node_tree.nodes
light = nodes.new("ShaderNodeEmission")
light.inputs["Color"].default_value = (1, 0.55, 0.2, 1)
light.inputs["Strength"].default_value = 9
glow.node_tree.links.new(light.outputs[0], nodes["Material Output"].inputs[0])
ball((0, 0, 0.9), 0.6, glow)

# One turn in all frames, at the same speed throughout.
ring = bpy.data.objects.new("ring", None)
scene.collection.objects.link(ring)
for frame, turn in ((1, 0.0), (frames + 1, 2 * math.pi)):
    ring.rotation_euler.z = turn
    ring.keyframe_insert("rotation_euler", frame=frame)
for curve in ring.animation_data.action.fcurves:
    for key in curve.keyframe_points:
        key.interpolation = "LINEAR"

for number in range(BALLS):
    angle = 2 * math.pi * number / BALLS
    hue = 0.5 + 0.5 * math.cos(angle), 0.6, 0.5 + 0.5 * math.sin(angle)
    place = 2.2 * math.cos(angle), 2.2 * math.sin(angle), 0.45
    ball(place, 0.42, material(f"ball{number}", hue, Metallic=0.9, Roughness=0.15), ring)

bpy.ops.mesh.primitive_plane_add(size=60)
bpy.context.object.data.materials.append(material("floor", (0.05, 0.06, 0.08), Roughness=0.35))

bpy.ops.object.light_add(type="AREA", location=(4, -4, 7))
bpy.context.object.data.energy = 300
bpy.context.object.data.size = 4
bpy.context.object.rotation_euler = (0.7, 0, 0.8)

bpy.ops.object.camera_add(location=(0, -7.6, 3.9), rotation=(1.13, 0, 0))
scene.camera = bpy.context.object

scene.frame_start, scene.frame_end = 1, frames
scene.render.engine = "CYCLES"
scene.cycles.device = "CPU"
scene.cycles.samples = samples
scene.cycles.use_denoising = False
scene.render.resolution_x = width
scene.render.resolution_y = width * 9 // 16
scene.render.resolution_percentage = 100

os.makedirs(os.path.dirname(path), exist_ok=True)
bpy.ops.wm.save_as_mainfile(filepath=path, compress=True)
print(f"openjd_status: the scene of {frames} frames is made", flush=True)
