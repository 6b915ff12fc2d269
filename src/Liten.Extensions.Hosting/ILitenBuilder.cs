using Microsoft.Extensions.DependencyInjection;

namespace Liten;

/// <summary>A runtime that was added to a host; <see cref="LitenBuilderExtensions"/> says more about it.</summary>
public interface ILitenBuilder
{
    /// <summary>The runtime's name: the key of its services, and the name of its options.</summary>
    string Name { get; }

    /// <summary>The services of the host.</summary>
    IServiceCollection Services { get; }
}
