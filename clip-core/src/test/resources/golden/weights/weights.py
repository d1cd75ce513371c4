"""Small files of torch.save with everything that a state dict may hold, and what they mean in float32.
usage: weights.py ; writes odd.pt, odd_expected.safetensors, legacy.pt beside this file. Made with torch 2.15 and
safetensors 0.8 (versions printed)."""
import argparse, os, collections, torch, safetensors
from safetensors.torch import save_file

here = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(11)
base = torch.randn(6, 5)
state = collections.OrderedDict()
state["plain"] = base.clone()
state["transposed"] = base.t()
state["column"] = base[:, 2]
state["window"] = base[1:4, 1:4]
state["every_second"] = base.flatten()[1::2]
state["permuted"] = torch.randn(2, 3, 4).permute(2, 0, 1)
state["tied"] = state["plain"]
state["parameter"] = torch.nn.Parameter(torch.randn(3))
state["half"] = torch.randn(7).half()
state["bfloat"] = torch.randn(7).bfloat16()
state["double"] = torch.randn(3).double()
state["scalar"] = torch.tensor(2.5)
state["empty"] = torch.zeros(0, 3)
state["long"] = torch.tensor([-3, 2**40])
state["int"] = torch.tensor([-3, 70000], dtype=torch.int32)
state["short"] = torch.tensor([-3, 7], dtype=torch.int16)
state["char"] = torch.tensor([-3, 7], dtype=torch.int8)
state["byte"] = torch.tensor([3, 250], dtype=torch.uint8)
state["bool"] = torch.tensor([True, False])
state._metadata = collections.OrderedDict([("", {"version": 1})])
options = argparse.Namespace(lr=1e-3, name="run", betas=(0.9, 0.98), dtype=torch.float16, big=2**40, none=None)
torch.save({"epoch": 3, "args": options, "size": torch.Size([2, 3]), "device": torch.device("cpu"),
            "state_dict": state, "optimizer": {"state": {0: {"step": 5}}, "param_groups": [{"lr": 0.1}]}}, here + "/odd.pt")
save_file({k: v.detach().float().contiguous().clone() for k, v in state.items()}, here + "/odd_expected.safetensors")
torch.save({"a": torch.ones(2)}, here + "/legacy.pt", _use_new_zipfile_serialization=False)
print(torch.__version__, safetensors.__version__)
