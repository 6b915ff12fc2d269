namespace Liten;

/// <summary>A job that may have to wait at the gate of its lane.</summary>
internal interface IGatedJob : IBlockingJob
{
    /// <summary>Where the job is; the gate guards it.</summary>
    JobGate.Place GatePlace { get; set; }
}
