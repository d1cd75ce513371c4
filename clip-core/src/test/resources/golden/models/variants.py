"""Writes tiny random CLIPs with the poolings, norms and masks that the plain ones lack, and open_clip's vectors.
reference: open_clip_torch 3.3.0 on torch 2.15 (CPU, float32). usage: variants.py OUTDIR"""
import torch,json,os,sys
from safetensors.torch import save_file
from open_clip.model import CLIP,CLIPVisionCfg,CLIPTextCfg
torch.manual_seed(5)
V=512
def make(name,embed,vis,txt,quick=False):
    m=CLIP(embed,CLIPVisionCfg(**vis),CLIPTextCfg(**txt),quick_gelu=quick).eval()
    for n,p in m.named_parameters():
        if p.dim()>0: torch.nn.init.normal_(p,std=.25 if p.dim()>1 else .3)
        if 'ln' in n and n.endswith('weight'): torch.nn.init.normal_(p,mean=1,std=.2)
    d=sys.argv[1]+'/variant_'+name+'/open_clip'; os.makedirs(d,exist_ok=True)
    json.dump({'model_cfg':dict(embed_dim=embed,quick_gelu=quick,vision_cfg=vis,text_cfg=txt),'preprocess_cfg':{}},open(d+'/open_clip_config.json','w'))
    save_file({k:v.contiguous().clone() for k,v in m.state_dict().items() if k not in('attn_mask',)},d+'/open_clip_model.safetensors')
    px=torch.randn(2,3,vis['image_size'],vis['image_size']); T=txt['context_length']
    ids=torch.zeros(3,T,dtype=torch.long)
    for i,n in enumerate((3,6,T)):
        ids[i,0]=510; ids[i,1:n-1]=torch.randint(1,500,(n-2,)); ids[i,n-1]=511
    with torch.no_grad(): f=m.encode_image(px); t=m.encode_text(ids)
    save_file(dict(pixel_values=px,input_ids=ids,image_features=f.contiguous(),text_features=t.contiguous()),sys.argv[1]+'/variant_'+name+'/expected.safetensors')
    print(name,f.shape,t.shape)
v=dict(image_size=32,layers=2,width=48,head_width=16,patch_size=16)
t=dict(context_length=12,vocab_size=V,width=32,heads=2,layers=2)
make('clipa_like',16,dict(v,no_ln_pre=True,pool_type='avg',final_ln_after_pool=True),dict(t,no_causal_mask=True,pool_type='last'))
make('avg_before',16,dict(v,pool_type='avg'),dict(t,pool_type='first'))
make('eos_tanh',16,dict(v,act_kwargs=dict(approximate='tanh')),dict(t,pool_type='eos',eos_id=511,act_kwargs=dict(approximate='tanh')))
make('argmax_nomask',16,v,dict(t,no_causal_mask=True))

# Sizes changed after training: weights of one size, a configuration of another; open_clip's own
# load_checkpoint resizes both position tables.
from open_clip.factory import load_checkpoint
def resized(name,vis,txt):
    d=sys.argv[1]+'/variant_'+name
    small=CLIP(16,CLIPVisionCfg(**v),CLIPTextCfg(**t)).eval()
    for n,p in small.named_parameters():
        if p.dim()>0: torch.nn.init.normal_(p,std=.25 if p.dim()>1 else .3)
        if 'ln' in n and n.endswith('weight'): torch.nn.init.normal_(p,mean=1,std=.2)
    os.makedirs(d+'/open_clip',exist_ok=True)
    json.dump({'model_cfg':dict(embed_dim=16,vision_cfg=vis,text_cfg=txt),'preprocess_cfg':{}},open(d+'/open_clip/open_clip_config.json','w'))
    f=d+'/open_clip/open_clip_model.safetensors'
    save_file({k:x.contiguous().clone() for k,x in small.state_dict().items() if k!='attn_mask'},f)
    m=CLIP(16,CLIPVisionCfg(**vis),CLIPTextCfg(**txt)).eval(); load_checkpoint(m,f)
    T=txt['context_length']; px=torch.randn(2,3,vis['image_size'],vis['image_size']); ids=torch.zeros(3,T,dtype=torch.long)
    for i,n in enumerate((3,6,T)):
        ids[i,0]=510; ids[i,1:n-1]=torch.randint(1,500,(n-2,)); ids[i,n-1]=511
    with torch.no_grad(): a=m.encode_image(px); b=m.encode_text(ids)
    save_file(dict(pixel_values=px,input_ids=ids,image_features=a.contiguous(),text_features=b.contiguous()),d+'/expected.safetensors')
    print(name,a.shape,b.shape)
resized('larger',dict(v,image_size=80),dict(t,context_length=20))
resized('smaller',dict(v,image_size=16),dict(t,context_length=7))
