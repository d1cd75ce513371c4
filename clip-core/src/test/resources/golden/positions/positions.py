"""Position grids resized by open_clip itself; writes positions.json beside this file.
open_clip_torch and torch versions are written into the file."""
import json, os, types, torch, open_clip
from open_clip.model import resize_pos_embed, resize_text_pos_embed

torch.manual_seed(7)
cases = []
for old, new, width in [(3, 5, 2), (5, 2, 2), (4, 7, 3), (7, 3, 1), (2, 2 + 1, 2), (12, 5, 1)]:
    table = torch.randn(1 + old * old, width)
    state = {"visual.positional_embedding": table.clone()}
    model = types.SimpleNamespace(visual=types.SimpleNamespace(grid_size=(new, new)))
    resize_pos_embed(state, model)
    cases.append(dict(old=old, new=new, width=width, table=table.flatten().tolist(),
                      expected=state["visual.positional_embedding"].flatten().tolist()))
texts = []
for old, new, width in [(77, 32, 2), (77, 100, 1), (8, 16, 3), (16, 8, 3), (5, 7, 2), (1, 4, 2), (9, 1, 2)]:
    table = torch.randn(old, width)
    state = {"positional_embedding": table.clone()}
    resize_text_pos_embed(state, types.SimpleNamespace(positional_embedding=torch.zeros(new, width)))
    texts.append(dict(old=old, new=new, width=width, table=table.flatten().tolist(),
                      expected=state["positional_embedding"].flatten().tolist()))
out = dict(texts=texts, open_clip=open_clip.__version__, torch=torch.__version__, cases=cases)
json.dump(out, open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "positions.json"), "w"))
