using StreamGuard.Contracts;
using StreamGuard.Core.Plugins;

namespace StreamGuard.Core.Tests.Plugins;

public sealed class RegistryTests
{
    [Fact]
    public void Finds_a_format_of_models_by_name()
    {
        var registry = new Registry();
        var format = new Format();

        registry.Model(format);

        Assert.Same(format, registry.FindModelFormat("forest"));
        Assert.Null(registry.FindModelFormat("tree"));
        Assert.Equal(["forest"], registry.ModelFormatNames);
        Assert.Equal(["model forest"], registry.Offers.Select(offer => offer.ToString()));
    }

    private sealed class Format : IModelFormat
    {
        public string Name => "forest";

        public IModel Load(ModelFile file, ModelOptions options) => throw new NotSupportedException();
    }
}
