"""The objectives under which β·log πθ/πref becomes a process reward (arXiv 2412.01981), on rewards of whole solutions.

Rewards come in pairs, right before wrong, both of one problem; CE, KTO and NCA don't need the pairing.
"""

import torch
import torch.nn.functional as F


def cross_entropy(rewards, right):
    """−[l·log σ(R) + (1−l)·log(1−σ(R))]"""
    return F.binary_cross_entropy_with_logits(rewards, right.float())


def dpo(rewards, right):
    """−log σ(R_right − R_wrong), arXiv 2305.18290"""
    return -F.logsigmoid(rewards[0::2] - rewards[1::2]).mean()


def kto(rewards, right):
    """Utility around the batch's mean reward z₀ ≥ 0 in place of the KL estimate, arXiv 2402.01306"""
    anchor = rewards.mean().clamp(min=0).detach()
    return torch.where(right, 1 - torch.sigmoid(rewards - anchor), 1 - torch.sigmoid(anchor - rewards)).mean()


def nca(rewards, right):
    """−log σ(R_right) − ½·(log σ(−R_right) + log σ(−R_wrong)) for pairs, arXiv 2402.05369"""
    chosen, rejected = rewards[0::2], rewards[1::2]
    return -(F.logsigmoid(chosen) + 0.5 * F.logsigmoid(-chosen) + 0.5 * F.logsigmoid(-rejected)).mean()


OBJECTIVES = {"ce": cross_entropy, "dpo": dpo, "kto": kto, "nca": nca}
